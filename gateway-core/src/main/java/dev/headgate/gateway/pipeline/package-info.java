/**
 * The way of a change: pgoutput callbacks, rows in column batches, Parquet files, commit log entries. One reader thread
 * decodes and fills batches, one staging thread encodes and publishes; between them is one bounded queue.
 */
@NullMarked
package dev.headgate.gateway.pipeline;

import org.jspecify.annotations.NullMarked;
