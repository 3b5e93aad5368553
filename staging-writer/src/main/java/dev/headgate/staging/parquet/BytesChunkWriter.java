package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnVector;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Text, binary values, UUIDs and wide decimals. The vector holds them as PLAIN already: whole slices are copied. */
final class BytesChunkWriter extends DictionaryChunkWriter {
    private final int prefixBytes;
    private final BytesRange range;
    private boolean[] used = {};
    private @Nullable BytesDictionary dictionary;

    BytesChunkWriter(ColumnDescriptor descriptor, RowGroupPages rowGroup, PageCompressor compressor, int pageBytesMax) {
        super(descriptor, rowGroup, compressor, pageBytesMax);
        boolean fixed = type().getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
        this.prefixBytes = fixed ? 0 : 4;
        this.range = new BytesRange(type().getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation);
        this.dictionary = new BytesDictionary(prefixBytes);
    }

    private BytesDictionary requireDictionary() {
        if (dictionary == null) {
            throw new IllegalStateException("Column " + name() + " has left its dictionary");
        }
        return dictionary;
    }

    private static int start(int[] ends, int value) {
        return value == 0 ? 0 : ends[value - 1];
    }

    @Override
    int index(ColumnVector vector, int from, int count, char[] to, int at) {
        BytesVector bytes = (BytesVector) vector;
        return requireDictionary().encode(bytes.data(), bytes.ends(), from, count, to, at);
    }

    @Override
    void appendPlain(ColumnVector vector, int from, int count) {
        BytesVector bytes = (BytesVector) vector;
        byte[] data = bytes.data();
        int[] ends = bytes.ends();
        int first = start(ends, from);
        int start = first;
        for (int i = from; i < from + count; i++) {
            int end = ends[i];
            range.add(data, start + prefixBytes, end - start - prefixBytes);
            start = end;
        }
        plain().put(data, first, start - first);
    }

    @Override
    void appendPlain(char[] entries, int count) {
        BytesDictionary from = requireDictionary();
        finishIndexes(entries, count);
        byte[] data = from.data().array();
        for (int i = 0; i < count; i++) {
            int start = from.start(entries[i]);
            plain().put(data, start, from.end(entries[i]) - start);
        }
    }

    @Override
    long plainBytes(ColumnVector vector, int from, int count) {
        if (count == 0) {
            return 0;
        }
        int[] ends = ((BytesVector) vector).ends();
        return (long) ends[from + count - 1] - start(ends, from);
    }

    @Override
    long estimatePlainBytes(int count) {
        int distinct = dictionarySize();
        return distinct == 0 ? 0 : (long) dictionaryBytes() * count / distinct;
    }

    @Override
    int dictionarySize() {
        return dictionary == null ? 0 : dictionary.size();
    }

    @Override
    int dictionaryBytes() {
        return dictionary == null ? 0 : dictionary.data().size();
    }

    @Override
    BytesInput dictionary() {
        return BytesInput.from(requireDictionary().data().array(), 0, dictionaryBytes());
    }

    @Override
    void clearDictionary(boolean neededAgain) {
        if (!neededAgain) {
            dictionary = null;
            used = new boolean[0];
        } else if (dictionary != null) {
            dictionary.clear();
        }
    }

    /** The bounds of a page come from the entries that it uses, each looked at once. */
    @Override
    void finishIndexes(char[] entries, int count) {
        BytesDictionary from = requireDictionary();
        if (used.length < from.size()) {
            used = new boolean[Math.max(from.size(), used.length * 2)];
        }
        for (int i = 0; i < count; i++) {
            used[entries[i]] = true;
        }
        byte[] data = from.data().array();
        for (int i = 0; i < from.size(); i++) {
            if (used[i]) {
                int start = from.start(i) + prefixBytes;
                range.add(data, start, from.end(i) - start);
            }
        }
        Arrays.fill(used, 0, from.size(), false);
    }

    @Override
    Statistics<?> statistics(int nullCount) {
        return range.statistics(type(), nullCount);
    }

    @Override
    void clearPage() {
        super.clearPage();
        range.clear();
    }

    @Override
    long retainedValueBytes() {
        return super.retainedValueBytes() + used.length + (dictionary == null ? 0 : dictionary.retainedBytes());
    }
}
