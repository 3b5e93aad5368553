/** What may be acknowledged to the source: the position that the commit log proves durable. */
@NullMarked
package dev.headgate.gateway.frontier;

import org.jspecify.annotations.NullMarked;
