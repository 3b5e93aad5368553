package dev.headgate.staging.batch;

import java.util.Arrays;

/**
 * Values of at most 64 bits: BOOLEAN (0 or 1), INT16, INT32, INT64, DATE (days since 1970-01-01), TIMESTAMP
 * (microseconds since 1970-01-01), TIME (microseconds since midnight) and DECIMAL up to precision 18 (unscaled). A value
 * that does not fit the column's type is not noticed here; its upper bits are lost in the file.
 */
public final class LongVector extends ColumnVector {
    private long[] values = new long[INITIAL_ROWS];

    LongVector() {}

    /** Appends a row with this value. */
    public void append(long value) {
        int at = valueCount();
        if (at == values.length) {
            values = Arrays.copyOf(values, at * 2);
        }
        values[at] = value;
        appendPresent();
    }

    /** The values without gaps, borrowed; the first {@link #valueCount} are meaningful. */
    public long[] values() {
        return values;
    }

    @Override
    void truncateValues(int before, int after) {
        // Values beyond the count are not looked at.
    }

    @Override
    public long retainedBytes() {
        return super.retainedBytes() + 8L * values.length;
    }

    @Override
    long fixedBytes() {
        return 8;
    }
}
