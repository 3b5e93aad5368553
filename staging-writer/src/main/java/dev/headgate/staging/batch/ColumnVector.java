package dev.headgate.staging.batch;

import dev.headgate.staging.schema.ColumnType;
import java.util.Arrays;
import java.util.Objects;

/**
 * The values of one column, or of one field or element inside a column, in row order.
 *
 * <p>Presence is a bitmap with bit {@code row % 8} of byte {@code row / 8} set for a value and clear for a null. Values
 * are kept without gaps: the n-th value belongs to the n-th set bit.
 */
public abstract sealed class ColumnVector permits LongVector, DoubleVector, BytesVector, ListVector, StructVector {
    static final int INITIAL_ROWS = 16;

    private byte[] presence = new byte[INITIAL_ROWS / 8];
    private int rows;
    private int nullCount;

    ColumnVector() {}

    static ColumnVector of(ColumnType type, ByteCount count) {
        if (type instanceof ColumnType.Primitive primitive) {
            return switch (primitive) {
                case BOOLEAN, INT16, INT32, INT64, DATE, TIMESTAMP_LOCAL, TIMESTAMP_UTC, TIME -> new LongVector();
                case FLOAT, DOUBLE -> new DoubleVector();
                case STRING, JSON, BINARY -> new BytesVector(count, BytesVector.VARIABLE_LENGTH);
                case UUID -> new BytesVector(count, 16);
            };
        }
        if (type instanceof ColumnType.Decimal decimal) {
            return decimal.fitsLong() ? new LongVector() : new BytesVector(count, 16);
        }
        if (type instanceof ColumnType.ListOf list) {
            return new ListVector(of(list.element(), count), count);
        }
        if (type instanceof ColumnType.StructOf struct) {
            ColumnVector[] fields = struct.fields().stream()
                    .map(field -> of(field.type(), count))
                    .toArray(ColumnVector[]::new);
            return new StructVector(fields);
        }
        ColumnType.MapOf map = (ColumnType.MapOf) type;
        ColumnVector[] entry = {of(map.key(), count), of(map.value(), count)};
        return new ListVector(new StructVector(entry), count);
    }

    /** Appends a null row. */
    public void appendNull() {
        int at = rows;
        ensurePresence(at);
        rows = at + 1;
        nullCount++;
    }

    final void appendPresent() {
        int at = rows;
        ensurePresence(at);
        presence[at >>> 3] |= (byte) (1 << (at & 7));
        rows = at + 1;
    }

    private void ensurePresence(int row) {
        if (row >>> 3 == presence.length) {
            presence = Arrays.copyOf(presence, presence.length * 2);
        }
    }

    /** Rows appended since the last reset, nulls included. */
    public final int rows() {
        return rows;
    }

    /** Null rows among {@link #rows}. */
    public final int nullCount() {
        return nullCount;
    }

    /** Rows that hold a value: {@code rows() - nullCount()}. */
    public final int valueCount() {
        return rows - nullCount;
    }

    /** True if this row holds no value. */
    public final boolean isNull(int row) {
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("Row " + row + " of " + rows);
        }
        return (presence[row >>> 3] >>> (row & 7) & 1) == 0;
    }

    /** The presence bitmap, borrowed; bits from {@link #rows} on are clear. */
    public final byte[] presence() {
        return presence;
    }

    /**
     * Takes back the rows from this one on, and what was appended inside them.
     *
     * @throws IndexOutOfBoundsException there are fewer rows
     */
    public final void truncate(int newRows) {
        Objects.checkIndex(newRows, rows + 1);
        int values = valueCount();
        for (int row = rows - 1; row >= newRows; row--) {
            if (isNull(row)) {
                nullCount--;
            } else {
                presence[row >>> 3] &= (byte) ~(1 << (row & 7));
            }
            rows = row;
        }
        truncateValues(values, valueCount());
    }

    /** Takes back the last values, and what was appended after them and belongs to no row yet. */
    abstract void truncateValues(int before, int after);

    /** Forgets all rows and keeps the memory for the next ones, except what one oversized batch has grown. */
    public void reset() {
        Arrays.fill(presence, 0, (rows + 7) >>> 3, (byte) 0);
        rows = 0;
        nullCount = 0;
    }

    /** Heap held by the arrays, used or not. */
    public long retainedBytes() {
        return presence.length;
    }

    /** Bytes that each row adds to {@link ColumnBatch#bytes} whatever its value. */
    abstract long fixedBytes();
}
