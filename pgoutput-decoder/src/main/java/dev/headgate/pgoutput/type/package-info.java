/**
 * Values and codes that the protocol uses in more than one message: log positions, times, protocol versions, and the\n * kinds of tuples and columns. Everything here is immutable and depends on nothing else in this library.
 */
@NullMarked
package dev.headgate.pgoutput.type;

import org.jspecify.annotations.NullMarked;
