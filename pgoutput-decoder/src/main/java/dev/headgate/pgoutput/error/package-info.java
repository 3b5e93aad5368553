/**
 * The ways in which input can fail to be a pgoutput message. Every error is a {@link\n * dev.headgate.pgoutput.error.PgOutputException} and names the message, the field and the byte offset. No error carries\n * column values.
 */
@NullMarked
package dev.headgate.pgoutput.error;

import org.jspecify.annotations.NullMarked;
