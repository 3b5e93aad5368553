package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.LongVector;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.statistics.BooleanStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** BOOLEAN: one bit per value, lowest bit first. */
final class BooleanChunkWriter extends ChunkWriter {
    private final BitBuffer bits = new BitBuffer();

    BooleanChunkWriter(
            ColumnDescriptor descriptor, RowGroupPages rowGroup, PageCompressor compressor, int pageBytesMax) {
        super(descriptor, rowGroup, compressor, pageBytesMax);
    }

    @Override
    void appendValues(ColumnVector vector, int from, int count) {
        bits.append(((LongVector) vector).values(), from, count);
    }

    @Override
    long plainBytes(ColumnVector vector, int from, int count) {
        return count / 8;
    }

    @Override
    int valueBytes() {
        return bits.byteCount();
    }

    @Override
    Encoding finishValues() {
        return Encoding.PLAIN;
    }

    @Override
    @Nullable
    BytesInput putValues(GrowableBytes page, int separateBytes) {
        page.put(bits.array(), 0, bits.byteCount());
        return null;
    }

    @Override
    Statistics<?> statistics(int nullCount) {
        BooleanStatistics statistics = (BooleanStatistics) Statistics.createStats(type());
        int ones = BitBuffer.countOnes(bits.array(), 0, bits.count());
        if (bits.count() > 0) {
            statistics.setMinMax(ones == bits.count(), ones > 0);
        }
        statistics.incrementNumNulls(nullCount);
        return statistics;
    }

    @Override
    void clearPage() {
        bits.clear();
    }

    @Override
    @Nullable
    DictionaryPage takeDictionary() {
        return null;
    }

    @Override
    void startRowGroup() {}

    @Override
    long retainedValueBytes() {
        return bits.array().length;
    }
}
