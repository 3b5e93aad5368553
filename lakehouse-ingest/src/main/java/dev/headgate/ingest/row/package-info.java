/**
 * One staged change, and the cells it is made of. The vocabulary that reading, folding and writing share.
 *
 * <p>A cell is a Java object: {@code Boolean Short Integer Long Float Double String BigDecimal}, {@code ByteBuffer} for
 * binary, {@code Integer} days for a date, {@code Long} microseconds for a timestamp, {@code List} for lists and structs,
 * {@code Map} for maps; null for null. Two more kinds stand for what is no value: {@link dev.headgate.ingest.row.Absent}
 * and {@link dev.headgate.ingest.row.Unrepresentable}. Equal cells are equal by {@code equals}, NaN included.
 */
@NullMarked
package dev.headgate.ingest.row;

import org.jspecify.annotations.NullMarked;
