package dev.headgate.staging.batch;

import dev.headgate.staging.schema.TableSchema;

/**
 * Rows of one table and one schema version, waiting to be written. For each row append exactly one value or null to
 * every {@link #column}, then call {@link #endRow}.
 */
public final class ColumnBatch {
    private final TableSchema schema;
    private final ColumnVector[] columns;
    private final ByteCount count = new ByteCount();
    private final long fixedRowBytes;
    private int rows;

    /** An empty batch, about 200 bytes per column until rows come. */
    public ColumnBatch(TableSchema schema) {
        this.schema = schema;
        this.columns = schema.columns().stream()
                .map(column -> ColumnVector.of(column.type(), count))
                .toArray(ColumnVector[]::new);
        long fixed = 0;
        for (ColumnVector column : columns) {
            fixed += column.fixedBytes();
        }
        this.fixedRowBytes = fixed;
    }

    /** The schema given at construction. */
    public TableSchema schema() {
        return schema;
    }

    /** Vector of the column at this index of the schema. */
    public ColumnVector column(int index) {
        return columns[index];
    }

    /** Closes one row. Whether each column got a value is checked by {@link #requireComplete}, once per batch. */
    public void endRow() {
        rows++;
    }

    /** Rows closed since the last reset. */
    public int rows() {
        return rows;
    }

    /** Size of the rows as if each were stored plainly, in constant time; for flow control, not for memory. */
    public long bytes() {
        return rows * fixedRowBytes + count.bytes;
    }

    /** Heap held by all vectors, used or not. Walks the columns. */
    public long retainedBytes() {
        long bytes = 0;
        for (ColumnVector column : columns) {
            bytes += column.retainedBytes();
        }
        return bytes;
    }

    /**
     * Checks that every column has as many rows as the batch.
     *
     * @throws IllegalStateException a column has more or fewer; names it
     */
    public void requireComplete() {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].rows() != rows) {
                throw new IllegalStateException("Column "
                        + schema.columns().get(i).name() + " has " + columns[i].rows() + " rows in a batch of " + rows);
            }
        }
    }

    /** Forgets all rows and keeps the memory for the next ones. */
    public void reset() {
        rows = 0;
        count.bytes = 0;
        for (ColumnVector column : columns) {
            column.reset();
        }
    }
}
