/**
 * Rows in memory, column by column, in growable primitive arrays that are used again after {@code reset}.
 *
 * <p>Values lie dense: a null takes one bit and no slot. Text and binary values lie in the layout of Parquet's PLAIN
 * encoding, so that a writer copies whole columns. Nothing is allocated per value once the arrays have grown. All
 * classes belong to one thread at a time; arrays handed out are borrowed until the next append or reset.
 */
@NullMarked
package dev.headgate.staging.batch;

import org.jspecify.annotations.NullMarked;
