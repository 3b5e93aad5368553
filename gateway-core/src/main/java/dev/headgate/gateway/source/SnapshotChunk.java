package dev.headgate.gateway.source;

import org.jspecify.annotations.Nullable;

/**
 * A part of a table that is read at once: a range of its key, a range of its blocks, or all of it.
 *
 * <p>A bound is a PostgreSQL array of texts, {@code {oid,k1,k2}}: the physical table, and the key in it; {@code {oid}}
 * alone stands for the end of that table. The bounds of a table's chunks follow each other in this order.
 *
 * @param number from 1, in the order of the bounds
 * @param after bound that lies before the first row; null for the beginning
 * @param through bound of the last row; null for the end of the physical table
 * @param firstBlock first block; 0 for the beginning
 * @param endBlock block after the last one; {@link #ALL_BLOCKS} for the end
 * @param byKey the chunks are ranges of the key
 * @param last no chunk of the table follows
 */
public record SnapshotChunk(
        PhysicalTable table,
        int number,
        @Nullable String after,
        @Nullable String through,
        long firstBlock,
        long endBlock,
        boolean byKey,
        boolean last) {
    /** Value of {@code endBlock} without a bound. */
    public static final long ALL_BLOCKS = -1;

    /** Where the next chunk goes on; null when chunks are not ranges of a key. */
    public @Nullable String throughKey() {
        if (!byKey) {
            return null;
        }
        return through != null ? through : "{" + table.oid() + "}";
    }

    /** The condition on the rows, to stand after WHERE. */
    String condition(SnapshotTable read) {
        StringBuilder condition = new StringBuilder("true");
        if (after != null) {
            condition.append(" AND ").append(read.keyRow()).append(" > ").append(read.boundRow(after));
        }
        if (through != null) {
            condition.append(" AND ").append(read.keyRow()).append(" <= ").append(read.boundRow(through));
        }
        if (firstBlock > 0) {
            condition.append(" AND ctid >= '(").append(firstBlock).append(",0)'::tid");
        }
        if (endBlock != ALL_BLOCKS) {
            condition.append(" AND ctid < '(").append(endBlock).append(",0)'::tid");
        }
        if (read.filter() != null) {
            condition.append(" AND (").append(read.filter()).append(')');
        }
        return condition.toString();
    }
}
