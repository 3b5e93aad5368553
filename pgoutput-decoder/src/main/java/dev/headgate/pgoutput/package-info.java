/**
 * Decoder for PostgreSQL logical replication messages (output plug-in {@code pgoutput}), protocol versions 1 to 4.
 *
 * <p>One message body goes in, one callback comes out: {@link dev.headgate.pgoutput.PgOutputDecoder} is a pure function of
 * the bytes and of the Relation messages before them. It does no I/O, starts no thread and never asks the database. Buffers
 * are borrowed for the length of a call. A decoder and its cursors belong to one thread at a time. Decoding a row change
 * allocates nothing once the cursors have grown to the widest table.
 *
 * <p>Specification: PostgreSQL documentation, "Logical Streaming Replication Protocol" and "Logical Replication Message
 * Formats".
 */
@NullMarked
package dev.headgate.pgoutput;

import org.jspecify.annotations.NullMarked;
