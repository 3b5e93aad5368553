package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnVector;
import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;
import org.jspecify.annotations.Nullable;

/**
 * Encodes one leaf column of one file, page by page.
 *
 * <pre>
 * data page   | length (4) | repetition levels | length (4) | definition levels | values |     before compression
 * </pre>
 *
 * <p>Both kinds of levels are absent where their highest level is 0. Spec: parquet-format, "Data Pages", version 1.
 */
abstract class ChunkWriter {
    /** Rows taken from a batch at a time: small enough to stay in the cache between the passes over them. */
    private static final int SLICE_ROWS = 1024;
    /** parquet-java's own limit; keeps the page index worth having. */
    private static final int MAX_PAGE_ROWS = 20_000;
    // A page that large is handed on without putting it together in one piece.
    private static final int SEPARATE_BYTES = 4 << 20;

    private final RowGroupPages rowGroup;
    private final ColumnDescriptor descriptor;
    private final PageCompressor compressor;
    private final int pageBytesMax;
    private final int definitionMax;
    private final int repetitionMax;
    private final BitBuffer presence = new BitBuffer();
    private char[] repetitionLevels = {};
    private char[] definitionLevels = {};
    private int levelCount;
    private int pageRows;
    private int pageNulls;

    ChunkWriter(ColumnDescriptor descriptor, RowGroupPages rowGroup, PageCompressor compressor, int pageBytesMax) {
        this.descriptor = descriptor;
        this.rowGroup = rowGroup;
        this.compressor = compressor;
        this.pageBytesMax = pageBytesMax;
        this.definitionMax = descriptor.getMaxDefinitionLevel();
        this.repetitionMax = descriptor.getMaxRepetitionLevel();
    }

    /** Appends {@code count} values of the vector, the first being the {@code from}-th that is not null. */
    abstract void appendValues(ColumnVector vector, int from, int count);

    /** Encoded size of these values, as PLAIN. */
    abstract long plainBytes(ColumnVector vector, int from, int count);

    /** Size of the values of the page so far. */
    abstract int valueBytes();

    /** Ends the values of the page: decides on its encoding. */
    abstract Encoding finishValues();

    /** Values of the finished page: appends them to the page, or returns them if they are large. */
    abstract @Nullable BytesInput putValues(GrowableBytes page, int separateBytes);

    /** Statistics of the finished page. */
    abstract Statistics<?> statistics(int nullCount);

    /** Empties the page. */
    abstract void clearPage();

    /** Dictionary of the row group, null if no page uses one; valid until {@link #startRowGroup}. */
    abstract @Nullable DictionaryPage takeDictionary();

    /** Forgets the dictionary. */
    abstract void startRowGroup();

    /** Heap held by buffers, used or not. */
    abstract long retainedValueBytes();

    /** Path of the column, dotted. */
    final String name() {
        return String.join(".", descriptor.getPath());
    }

    final PrimitiveType type() {
        return descriptor.getPrimitiveType();
    }

    final long bufferedBytes() {
        return valueBytes() + presence.byteCount() + 4L * levelCount;
    }

    final long retainedBytes() {
        return retainedValueBytes()
                + presence.array().length
                + 2L * (repetitionLevels.length + definitionLevels.length);
    }

    /** Appends a whole column that is not nested. */
    final void appendFlat(ColumnVector vector) throws IOException {
        int rows = vector.rows();
        int value = 0;
        int row = 0;
        while (row < rows) {
            int count = Math.min(Math.min(SLICE_ROWS, rows - row), MAX_PAGE_ROWS - pageRows);
            int values = presentIn(vector, row, count);
            while (count > 1 && plainBytes(vector, value, values) > pageBytesMax) {
                count >>= 1;
                values = presentIn(vector, row, count);
            }
            if (definitionMax > 0) {
                appendPresence(vector, row, count, values);
            }
            if (values > 0) {
                appendValues(vector, value, values);
            }
            pageRows += count;
            pageNulls += count - values;
            value += values;
            row += count;
            finishPageIfFull();
        }
    }

    private static int presentIn(ColumnVector vector, int row, int count) {
        if (vector.nullCount() == 0) {
            return count;
        }
        return vector.valueCount() == 0 ? 0 : BitBuffer.countOnes(vector.presence(), row, count);
    }

    private void appendPresence(ColumnVector vector, int row, int count, int values) {
        if (values == count) {
            presence.appendOnes(count);
        } else if (values == 0) {
            presence.appendZeros(count);
        } else {
            presence.append(vector.presence(), row, count);
        }
    }

    /** Appends the leaf of a nested column; the entries with a row are those with a value, in order. */
    final void appendNested(ColumnVector vector, Levels entries) throws IOException {
        int value = 0;
        int entry = 0;
        while (entry < entries.count()) {
            int end = sliceEnd(entries, entry, SLICE_ROWS);
            int values = valuesIn(entries, entry, end);
            for (int limit = SLICE_ROWS / 2;
                    limit > 0 && plainBytes(vector, value, values) > pageBytesMax;
                    limit /= 2) {
                end = sliceEnd(entries, entry, limit);
                values = valuesIn(entries, entry, end);
            }
            appendLevels(entries, entry, end);
            if (values > 0) {
                appendValues(vector, value, values);
            }
            pageNulls += end - entry - values;
            value += values;
            entry = end;
            finishPageIfFull();
        }
    }

    /** First entry of a row, at least {@code limit} entries on: a page holds whole rows. */
    private static int sliceEnd(Levels entries, int from, int limit) {
        int end = Math.min(from + limit, entries.count());
        while (end < entries.count() && entries.repetition(end) != 0) {
            end++;
        }
        return end;
    }

    private static int valuesIn(Levels entries, int from, int end) {
        int values = 0;
        for (int i = from; i < end; i++) {
            if (entries.row(i) != Levels.NONE) {
                values++;
            }
        }
        return values;
    }

    private void appendLevels(Levels entries, int from, int end) {
        int needed = levelCount + end - from;
        if (needed > definitionLevels.length) {
            int capacity = Math.max(needed, definitionLevels.length * 2);
            definitionLevels = Arrays.copyOf(definitionLevels, capacity);
            repetitionLevels = Arrays.copyOf(repetitionLevels, capacity);
        }
        for (int i = from; i < end; i++) {
            int repetition = entries.repetition(i);
            if (repetition == 0) {
                pageRows++;
            }
            repetitionLevels[levelCount] = (char) repetition;
            definitionLevels[levelCount] = (char) entries.definition(i);
            levelCount++;
        }
    }

    private void finishPageIfFull() throws IOException {
        if (pageRows >= MAX_PAGE_ROWS || bufferedBytes() >= pageBytesMax) {
            finishPage();
        }
    }

    /** Hands the page to the row group; does nothing if it is empty. */
    final void finishPage() throws IOException {
        if (pageRows == 0) {
            return;
        }
        Encoding encoding = finishValues();
        GrowableBytes page = compressor.page();
        boolean nested = levelCount > 0;
        if (repetitionMax > 0) {
            putLevels(page, repetitionLevels, repetitionMax);
        }
        if (nested) {
            putLevels(page, definitionLevels, definitionMax);
        } else if (definitionMax > 0) {
            int start = page.size();
            page.putInt(0);
            HybridEncoding.encodeBits(presence.array(), pageRows, page);
            page.setInt(start, page.size() - start - 4);
        }
        BytesInput large = putValues(page, SEPARATE_BYTES);
        BytesInput levels = BytesInput.from(page.array(), 0, page.size());
        PageWriter writer = rowGroup.pageWriter(descriptor);
        writer.writePage(
                large == null ? levels : BytesInput.concat(levels, large),
                nested ? levelCount : pageRows,
                pageRows,
                statistics(pageNulls),
                Encoding.RLE,
                Encoding.RLE,
                encoding);
        clearPage();
        presence.clear();
        levelCount = 0;
        pageRows = 0;
        pageNulls = 0;
    }

    private void putLevels(GrowableBytes page, char[] levels, int max) {
        int start = page.size();
        page.putInt(0);
        HybridEncoding.encode(levels, levelCount, HybridEncoding.bitWidth(max), page);
        page.setInt(start, page.size() - start - 4);
    }

    /** Hands the last page and the dictionary of the row group on. */
    final void finishRowGroup() throws IOException {
        finishPage();
        DictionaryPage dictionary = takeDictionary();
        if (dictionary != null) {
            rowGroup.pageWriter(descriptor).writeDictionaryPage(dictionary);
        }
        startRowGroup();
    }
}
