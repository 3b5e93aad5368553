/** The daemon: one runner per source under a supervisor, and the life of the process. */
@NullMarked
package dev.headgate.gateway.daemon;

import org.jspecify.annotations.NullMarked;
