package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.LongVector;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.IntStatistics;
import org.apache.parquet.column.statistics.LongStatistics;
import org.apache.parquet.column.statistics.Statistics;

/** Integers, dates, times and decimals stored as INT32 or INT64. */
final class LongChunkWriter extends FixedWidthChunkWriter {
    private long min = Long.MAX_VALUE;
    private long max = Long.MIN_VALUE;

    LongChunkWriter(
            ColumnDescriptor descriptor,
            RowGroupPages rowGroup,
            PageCompressor compressor,
            int pageBytesMax,
            int width) {
        super(descriptor, rowGroup, compressor, pageBytesMax, width);
    }

    @Override
    int index(ColumnVector vector, int from, int count, char[] to, int at) {
        long[] values = ((LongVector) vector).values();
        int done = index(values, from, count, to, at);
        updateRange(values, from, done);
        return done;
    }

    @Override
    void appendPlain(ColumnVector vector, int from, int count) {
        long[] values = ((LongVector) vector).values();
        updateRange(values, from, count);
        appendPlain(values, from, count);
    }

    private void updateRange(long[] values, int from, int count) {
        long low = min;
        long high = max;
        for (int i = from; i < from + count; i++) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        min = low;
        max = high;
    }

    @Override
    Statistics<?> statistics(int nullCount) {
        Statistics<?> statistics = Statistics.createStats(type());
        if (min <= max) {
            if (statistics instanceof IntStatistics ints) {
                ints.setMinMax((int) min, (int) max);
            } else {
                ((LongStatistics) statistics).setMinMax(min, max);
            }
        }
        statistics.incrementNumNulls(nullCount);
        return statistics;
    }

    @Override
    void clearPage() {
        super.clearPage();
        min = Long.MAX_VALUE;
        max = Long.MIN_VALUE;
    }
}
