/**
 * Turns callbacks into records, for tests and tools that want to look at a stream as a list.
 */
@NullMarked
package dev.headgate.pgoutput.capture;

import org.jspecify.annotations.NullMarked;
