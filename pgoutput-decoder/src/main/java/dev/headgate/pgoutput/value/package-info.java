/**
 * Readers of column values in PostgreSQL's text and binary forms. All are static functions over a borrowed buffer, an\n * absolute index and a length, which is what {@link dev.headgate.pgoutput.TupleCursor} gives. A value that does not have\n * the shape of its type is a {@link dev.headgate.pgoutput.error.MalformedValueException}, never an index error.
 */
@NullMarked
package dev.headgate.pgoutput.value;

import org.jspecify.annotations.NullMarked;
