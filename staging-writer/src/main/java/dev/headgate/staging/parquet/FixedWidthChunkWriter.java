package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnVector;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.jspecify.annotations.Nullable;

/** Values of four or eight bytes, handled as bit patterns in a {@code long}. */
abstract class FixedWidthChunkWriter extends DictionaryChunkWriter {
    private final int width;
    private final long[] decoded = new long[64];
    private @Nullable LongDictionary dictionary = new LongDictionary();

    FixedWidthChunkWriter(
            ColumnDescriptor descriptor,
            RowGroupPages rowGroup,
            PageCompressor compressor,
            int pageBytesMax,
            int width) {
        super(descriptor, rowGroup, compressor, pageBytesMax);
        this.width = width;
    }

    private LongDictionary requireDictionary() {
        if (dictionary == null) {
            throw new IllegalStateException("Column " + name() + " has left its dictionary");
        }
        return dictionary;
    }

    final int index(long[] values, int from, int count, char[] to, int at) {
        return requireDictionary().encode(values, from, count, to, at);
    }

    final void appendPlain(long[] values, int from, int count) {
        if (width == 8) {
            plain().putLongs(values, from, count);
        } else {
            plain().putInts(values, from, count);
        }
    }

    @Override
    final void appendPlain(char[] entries, int count) {
        int done = 0;
        while (done < count) {
            int some = Math.min(decoded.length, count - done);
            for (int i = 0; i < some; i++) {
                decoded[i] = requireDictionary().entry(entries[done + i]);
            }
            appendPlain(decoded, 0, some);
            done += some;
        }
    }

    @Override
    final long plainBytes(ColumnVector vector, int from, int count) {
        return (long) count * width;
    }

    @Override
    final long estimatePlainBytes(int count) {
        return (long) count * width;
    }

    @Override
    final int dictionarySize() {
        return dictionary == null ? 0 : dictionary.size();
    }

    @Override
    final int dictionaryBytes() {
        return dictionarySize() * width;
    }

    @Override
    final BytesInput dictionary() {
        appendPlain(requireDictionary().entries(), 0, dictionarySize());
        return BytesInput.from(plain().array(), 0, plain().size());
    }

    @Override
    final void clearDictionary(boolean neededAgain) {
        if (!neededAgain) {
            dictionary = null;
        } else if (dictionary != null) {
            dictionary.clear();
        }
    }

    @Override
    final void finishIndexes(char[] entries, int count) {}

    @Override
    long retainedValueBytes() {
        return super.retainedValueBytes() + 8L * decoded.length + (dictionary == null ? 0 : dictionary.retainedBytes());
    }
}
