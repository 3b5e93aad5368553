package dev.headgate.staging.batch;

import java.util.Arrays;

/**
 * Floating point values: FLOAT and DOUBLE. NaN and infinities are ordinary values. A FLOAT column is narrowed in the file.
 */
public final class DoubleVector extends ColumnVector {
    private double[] values = new double[INITIAL_ROWS];

    DoubleVector() {}

    /** Appends a row with this value. */
    public void append(double value) {
        int at = valueCount();
        if (at == values.length) {
            values = Arrays.copyOf(values, at * 2);
        }
        values[at] = value;
        appendPresent();
    }

    /** The values without gaps, borrowed; the first {@link #valueCount} are meaningful. */
    public double[] values() {
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
