package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.PendingFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one table and one schema version into one Parquet file. One thread at a time.
 *
 * <p>Order of calls: {@link #append} any number of times, {@link #seal} once, {@link #close}. The caller publishes the
 * {@link PendingFile} after {@code seal}. After an exception from {@code append}, {@code flushRowGroup} or {@code seal}
 * the file can only be closed, which discards it; a batch refused by {@link IllegalArgumentException} or {@link
 * IllegalStateException} before anything was taken from it leaves the writer usable.
 *
 * <pre>
 * "PAR1" | row group ... | column indexes | offset indexes | footer | footer length (4) | "PAR1"
 * </pre>
 *
 * Spec: parquet-format, "File format", with data pages of version 1.
 */
public final class TableFileWriter implements Closeable {
    private enum State {
        OPEN,
        SEALED,
        FAILED
    }

    private final TableSchema schema;
    private final PendingFile file;
    private final PageCompressor compressor;
    private final boolean ownsCompressor;
    private final Map<String, String> keyValueMetadata;
    private final MessageType messageType;
    private final RowGroupPages rowGroup;
    private final List<ChunkWriter> chunks;
    /** By column: the writer of one that is not nested, else null. */
    private final @Nullable ChunkWriter[] flat;
    /** By column: the writer of one that is nested, else null. */
    private final @Nullable FieldWriter[] nested;

    private final Levels top = new Levels();
    private @Nullable ChecksummedOutput output;
    private @Nullable ParquetFileWriter writer;
    private State state = State.OPEN;
    private long rows;
    private long rowGroupRows;

    /** A writer with a compressor of its own. */
    public TableFileWriter(
            TableSchema schema, PendingFile file, ParquetOptions options, Map<String, String> keyValueMetadata) {
        this(schema, file, keyValueMetadata, new PageCompressor(options), true);
    }

    /**
     * A writer that shares a compressor, and takes codec, page and row group size from it.
     *
     * @param file owned by the caller, who publishes it; discarded by {@link #close} if it was not sealed
     * @param keyValueMetadata goes into the footer
     * @param compressor of the same thread; stays open
     */
    public TableFileWriter(
            TableSchema schema, PendingFile file, PageCompressor compressor, Map<String, String> keyValueMetadata) {
        this(schema, file, keyValueMetadata, compressor, false);
    }

    private TableFileWriter(
            TableSchema schema,
            PendingFile file,
            Map<String, String> keyValueMetadata,
            PageCompressor compressor,
            boolean ownsCompressor) {
        this.schema = schema;
        this.file = file;
        this.keyValueMetadata = Map.copyOf(keyValueMetadata);
        this.compressor = compressor;
        this.ownsCompressor = ownsCompressor;
        this.messageType = ParquetSchema.of(schema);
        this.rowGroup = new RowGroupPages(messageType, compressor);
        ColumnWriters writers = new ColumnWriters(messageType, rowGroup, compressor);
        List<Column> columns = schema.columns();
        this.flat = new ChunkWriter[columns.size()];
        this.nested = new FieldWriter[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            flat[i] = writers.flat(column.type());
            if (flat[i] == null) {
                nested[i] = writers.nested(column.type(), !column.required(), 0, 0);
            }
        }
        this.chunks = List.copyOf(writers.chunks());
    }

    /**
     * Takes all rows of the batch; the batch is the caller's again on return. Ends the row group when the buffered
     * bytes pass the limit of the options.
     *
     * @throws IllegalArgumentException another schema, or a null in a required column; nothing was taken
     * @throws IllegalStateException a column of the batch has more or fewer rows than the batch; nothing was taken
     * @throws IOException the row group could not be written
     */
    public void append(ColumnBatch batch) throws IOException {
        requireOpen();
        requireFitting(batch);
        if (batch.rows() == 0) {
            return;
        }
        state = State.FAILED;
        for (int i = 0; i < flat.length; i++) {
            ChunkWriter chunk = flat[i];
            if (chunk != null) {
                chunk.appendFlat(batch.column(i));
            } else {
                appendNested(i, batch);
            }
        }
        rows += batch.rows();
        rowGroupRows += batch.rows();
        state = State.OPEN;
        if (bufferedBytes() >= compressor.options().rowGroupBytes()) {
            flushRowGroup();
        }
    }

    private void appendNested(int column, ColumnBatch batch) throws IOException {
        FieldWriter field = nested[column];
        if (field != null) {
            top.setTop(batch.rows());
            field.append(batch.column(column), top);
        }
    }

    private void requireFitting(ColumnBatch batch) {
        if (!batch.schema().equals(schema)) {
            throw new IllegalArgumentException(file.path() + ": the batch has another schema than the file");
        }
        batch.requireComplete();
        List<Column> columns = schema.columns();
        for (int i = 0; i < columns.size(); i++) {
            ColumnVector vector = batch.column(i);
            if (vector.nullCount() > 0 && columns.get(i).required()) {
                throw new IllegalArgumentException(file.path() + ": required column "
                        + columns.get(i).name() + " holds " + vector.nullCount() + " nulls");
            }
        }
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw new IllegalStateException(file.path() + ": the file takes no more rows, it is "
                    + (state == State.SEALED ? "sealed" : "broken by an earlier failure"));
        }
    }

    /** Rows taken so far. */
    public long rows() {
        return rows;
    }

    /** Bytes of rows that are not in the file yet: open pages as they are, finished ones compressed. */
    public long bufferedBytes() {
        long bytes = rowGroup.bytes();
        for (ChunkWriter chunk : chunks) {
            bytes += chunk.bufferedBytes();
        }
        return bytes;
    }

    /** Heap held by all buffers of this writer, used or not, without a shared compressor. */
    public long retainedBytes() {
        long bytes = rowGroup.bytes() + top.retainedBytes() + (ownsCompressor ? compressor.retainedBytes() : 0);
        for (ChunkWriter chunk : chunks) {
            bytes += chunk.retainedBytes();
        }
        return bytes;
    }

    /**
     * Writes what is buffered as a row group; does nothing if there is nothing.
     *
     * @throws IOException the file can only be closed
     */
    public void flushRowGroup() throws IOException {
        requireOpen();
        if (rowGroupRows == 0) {
            return;
        }
        state = State.FAILED;
        for (ChunkWriter chunk : chunks) {
            chunk.finishRowGroup();
        }
        rowGroup.writeTo(openWriter(), rowGroupRows);
        rowGroupRows = 0;
        state = State.OPEN;
    }

    private ParquetFileWriter openWriter() throws IOException {
        if (writer == null) {
            output = new ChecksummedOutput(file);
            writer = new ParquetFileWriter(
                    output, messageType, ParquetFileWriter.Mode.CREATE, Long.MAX_VALUE, 0, null, properties());
            writer.start();
        }
        return writer;
    }

    private static ParquetProperties properties() {
        return ParquetProperties.builder().withPageWriteChecksumEnabled(true).build();
    }

    /**
     * Writes the last row group and the footer; the file is complete, but neither durable nor visible.
     *
     * @return rows, size and checksum of the whole file
     * @throws IOException the file can only be closed
     */
    public FileSummary seal() throws IOException {
        flushRowGroup();
        ParquetFileWriter last = openWriter();
        state = State.FAILED;
        last.end(keyValueMetadata);
        state = State.SEALED;
        if (output == null) {
            throw new IllegalStateException(file.path() + ": sealed without output");
        }
        return new FileSummary(rows, output.getPos(), output.checksum());
    }

    /** Gives back all memory, and discards the file if it was not sealed. A second call does nothing. */
    @Override
    public void close() throws IOException {
        rowGroup.clear();
        if (ownsCompressor) {
            compressor.close();
        }
        if (state != State.SEALED) {
            state = State.FAILED;
            file.discard();
        }
    }
}
