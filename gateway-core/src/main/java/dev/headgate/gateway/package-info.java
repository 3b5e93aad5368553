/** The gateway daemon and its command line. */
@NullMarked
package dev.headgate.gateway;

import org.jspecify.annotations.NullMarked;
