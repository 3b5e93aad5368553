/**
 * Parquet files from column batches.
 *
 * <p>{@link dev.headgate.staging.parquet.TableFileWriter} takes batches column by column: it computes levels, encodes
 * pages and statistics with loops over primitive arrays, and leaves page headers, indexes and the footer to
 * parquet-java. No class of Hadoop's file system or security is loaded on this path.
 */
@NullMarked
package dev.headgate.staging.parquet;

import org.jspecify.annotations.NullMarked;
