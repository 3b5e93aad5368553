package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnVector;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.jspecify.annotations.Nullable;

/**
 * A column chunk that begins with a dictionary and leaves it when its values turn out to repeat too little. Pages
 * finished by then keep their indexes; the open page is rewritten, all later ones are PLAIN.
 *
 * <pre>
 * values of a page with indexes   | bit width (1) | runs of indexes |
 * </pre>
 *
 * Spec: parquet-format, "Dictionary Encoding".
 */
abstract class DictionaryChunkWriter extends ChunkWriter {
    // Looking up a value costs more than storing it, and pays back when it saves the compressor most of its bytes. A
    // column of distinct values is recognised after the first thousand.
    private static final int FIRST_CHECK_VALUES = 1000;
    private static final int SECOND_CHECK_VALUES = 4000;
    private static final int THIRD_CHECK_VALUES = 16_000;
    // What one more page costs: header, statistics, one more call of the compressor.
    private static final int DICTIONARY_PAGE_BYTES = 100;
    private static final int KEPT_BYTES = 1 << 20;

    private final GrowableBytes plain = new GrowableBytes(64);
    private char[] indexes = new char[32];
    private int indexCount;
    private long chunkValues;
    private boolean repetitive = true;
    private boolean indexing = true;
    private boolean pagesIndexed;

    DictionaryChunkWriter(
            ColumnDescriptor descriptor, RowGroupPages rowGroup, PageCompressor compressor, int pageBytesMax) {
        super(descriptor, rowGroup, compressor, pageBytesMax);
    }

    /** Looks up values; fewer than {@code count} if the dictionary became full. */
    abstract int index(ColumnVector vector, int from, int count, char[] to, int at);

    /** Appends values to {@link #plain}. */
    abstract void appendPlain(ColumnVector vector, int from, int count);

    /** Appends the values of these indexes to {@link #plain}. */
    abstract void appendPlain(char[] entries, int count);

    abstract int dictionarySize();

    /** Size of the dictionary as PLAIN. */
    abstract int dictionaryBytes();

    /** Size of {@code count} values as PLAIN, an estimate from the dictionary where they differ in length. */
    abstract long estimatePlainBytes(int count);

    /** All entries as PLAIN; {@link #plain} is empty and may be used for it. */
    abstract BytesInput dictionary();

    /** Forgets the entries, and all memory if it is not needed again. */
    abstract void clearDictionary(boolean neededAgain);

    /** The indexes of the page are complete; {@link #plain} is not in use. */
    abstract void finishIndexes(char[] entries, int count);

    final GrowableBytes plain() {
        return plain;
    }

    @Override
    final void appendValues(ColumnVector vector, int from, int count) {
        int done = 0;
        if (indexing) {
            if (indexCount + count > indexes.length) {
                indexes = Arrays.copyOf(indexes, Math.max(indexCount + count, indexes.length * 2));
            }
            done = index(vector, from, count, indexes, indexCount);
            indexCount += done;
            chunkValues += done;
            if (done < count || !pays()) {
                repetitive = false;
                leaveDictionary();
            }
        }
        if (done < count) {
            appendPlain(vector, from + done, count - done);
        }
    }

    private boolean pays() {
        long distinct = dictionarySize();
        if (chunkValues < FIRST_CHECK_VALUES) {
            return true;
        }
        if (chunkValues < SECOND_CHECK_VALUES) {
            return distinct * 8 <= chunkValues * 7;
        }
        return chunkValues < THIRD_CHECK_VALUES ? distinct * 2 <= chunkValues : distinct * 4 <= chunkValues;
    }

    private void leaveDictionary() {
        appendPlain(indexes, indexCount);
        indexCount = 0;
        indexing = false;
        if (!repetitive) {
            indexes = new char[0];
            if (!pagesIndexed) {
                clearDictionary(false);
            }
        }
    }

    private int indexBits() {
        return HybridEncoding.bitWidth(dictionarySize() - 1);
    }

    @Override
    final int valueBytes() {
        return plain.size() + 2 * indexCount;
    }

    @Override
    final Encoding finishValues() {
        if (indexing && !pagesIndexed) {
            long indexed = dictionaryBytes() + (long) indexCount * indexBits() / 8 + DICTIONARY_PAGE_BYTES;
            if (indexed >= estimatePlainBytes(indexCount)) {
                leaveDictionary();
            }
        }
        if (!indexing) {
            return Encoding.PLAIN;
        }
        pagesIndexed = true;
        finishIndexes(indexes, indexCount);
        return Encoding.RLE_DICTIONARY;
    }

    @Override
    final @Nullable BytesInput putValues(GrowableBytes page, int separateBytes) {
        if (indexing) {
            int bits = indexBits();
            page.putByte(bits);
            HybridEncoding.encode(indexes, indexCount, bits, page);
            return null;
        }
        if (plain.size() > separateBytes) {
            return BytesInput.from(plain.array(), 0, plain.size());
        }
        page.put(plain.array(), 0, plain.size());
        return null;
    }

    @Override
    void clearPage() {
        plain.clear(KEPT_BYTES);
        indexCount = 0;
    }

    @Override
    final @Nullable DictionaryPage takeDictionary() {
        return pagesIndexed ? new DictionaryPage(dictionary(), dictionarySize(), Encoding.PLAIN) : null;
    }

    @Override
    final void startRowGroup() {
        plain.clear(KEPT_BYTES);
        clearDictionary(repetitive);
        chunkValues = 0;
        indexing = repetitive;
        pagesIndexed = false;
    }

    @Override
    long retainedValueBytes() {
        return plain.array().length + 2L * indexes.length;
    }
}
