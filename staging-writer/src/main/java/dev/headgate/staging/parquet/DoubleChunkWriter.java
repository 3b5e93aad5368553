package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.DoubleVector;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.DoubleStatistics;
import org.apache.parquet.column.statistics.FloatStatistics;
import org.apache.parquet.column.statistics.Statistics;

/** FLOAT and DOUBLE. A page that holds a NaN has no statistics: readers disagree about its place in the order. */
final class DoubleChunkWriter extends FixedWidthChunkWriter {
    private final boolean single;
    private final long[] bits = new long[128];
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private boolean anyValue;
    private boolean anyNan;

    DoubleChunkWriter(
            ColumnDescriptor descriptor,
            RowGroupPages rowGroup,
            PageCompressor compressor,
            int pageBytesMax,
            int width) {
        super(descriptor, rowGroup, compressor, pageBytesMax, width);
        this.single = width == 4;
    }

    @Override
    int index(ColumnVector vector, int from, int count, char[] to, int at) {
        double[] values = ((DoubleVector) vector).values();
        int done = 0;
        while (done < count) {
            int some = toBits(values, from + done, count - done);
            int indexed = index(bits, 0, some, to, at + done);
            updateRange(values, from + done, indexed);
            done += indexed;
            if (indexed < some) {
                break;
            }
        }
        return done;
    }

    @Override
    void appendPlain(ColumnVector vector, int from, int count) {
        double[] values = ((DoubleVector) vector).values();
        updateRange(values, from, count);
        int done = 0;
        while (done < count) {
            int some = toBits(values, from + done, count - done);
            appendPlain(bits, 0, some);
            done += some;
        }
    }

    private int toBits(double[] values, int from, int count) {
        int some = Math.min(bits.length, count);
        if (single) {
            for (int i = 0; i < some; i++) {
                bits[i] = Float.floatToRawIntBits((float) values[from + i]);
            }
        } else {
            for (int i = 0; i < some; i++) {
                bits[i] = Double.doubleToRawLongBits(values[from + i]);
            }
        }
        return some;
    }

    private void updateRange(double[] values, int from, int count) {
        double low = min;
        double high = max;
        boolean nan = anyNan;
        for (int i = from; i < from + count; i++) {
            double value = values[i];
            nan |= Double.isNaN(value);
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        min = low;
        max = high;
        anyNan = nan;
        anyValue |= count > 0;
    }

    @Override
    Statistics<?> statistics(int nullCount) {
        if (anyNan) {
            return Statistics.getBuilderForReading(type()).build();
        }
        Statistics<?> statistics = Statistics.createStats(type());
        if (anyValue) {
            // Both widen a zero bound to the zero of the other sign.
            if (statistics instanceof FloatStatistics floats) {
                floats.updateStats((float) min);
                floats.updateStats((float) max);
            } else {
                DoubleStatistics doubles = (DoubleStatistics) statistics;
                doubles.updateStats(min);
                doubles.updateStats(max);
            }
        }
        statistics.incrementNumNulls(nullCount);
        return statistics;
    }

    @Override
    void clearPage() {
        super.clearPage();
        min = Double.POSITIVE_INFINITY;
        max = Double.NEGATIVE_INFINITY;
        anyValue = false;
        anyNan = false;
    }

    @Override
    long retainedValueBytes() {
        return super.retainedValueBytes() + 8L * bits.length;
    }
}
