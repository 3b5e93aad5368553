package dev.headgate.gateway.pipeline;

import dev.headgate.staging.DataFileName;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.FileKind;
import dev.headgate.staging.log.OpCounts;
import dev.headgate.staging.log.RowPosition;
import dev.headgate.staging.parquet.FileSummary;
import dev.headgate.staging.parquet.PageCompressor;
import dev.headgate.staging.parquet.TableFileWriter;
import dev.headgate.staging.store.PendingFile;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A data file that is being written. Exists for readers only once a log entry names it. One thread. */
final class OpenFile {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

    private final FileKind kind;
    private final TableVersion version;
    private final String path;
    private final PendingFile file;
    private final TableFileWriter writer;
    private OpCounts ops = OpCounts.ZERO;
    private @Nullable RowPosition first;
    private @Nullable RowPosition last;

    private OpenFile(FileKind kind, TableVersion version, String path, PendingFile file, TableFileWriter writer) {
        this.kind = kind;
        this.version = version;
        this.path = path;
        this.file = file;
        this.writer = writer;
    }

    /**
     * Creates the file under a temporary name.
     *
     * @param compressor borrowed until the file is sealed or discarded
     */
    static OpenFile create(
            StagingStore store, FileKind kind, TableVersion version, DataFileName name, PageCompressor compressor)
            throws IOException {
        String path = name.path(version.table(), version.generation());
        PendingFile pending = store.create(path);
        try {
            TableFileWriter writer = new TableFileWriter(version.fileSchema(), pending, compressor, Map.of());
            return new OpenFile(kind, version, path, pending, writer);
        } catch (RuntimeException | Error e) {
            pending.discard();
            throw e;
        }
    }

    void append(StagedBatch batch) throws IOException {
        writer.append(batch.rows());
        ops = ops.plus(batch.ops());
        if (first == null) {
            first = batch.first();
        }
        last = batch.last();
    }

    /** Bytes of heap that it holds. */
    long retainedBytes() {
        return writer.retainedBytes();
    }

    /** Bytes of data so far, on disk and in memory. */
    long bytes() {
        return file.position() + writer.bufferedBytes();
    }

    void flushRowGroup() throws IOException {
        writer.flushRowGroup();
    }

    /** Writes the footer and publishes the file durably under its final name. */
    DataFile seal() throws IOException {
        FileSummary summary = writer.seal();
        writer.close();
        file.publish();
        RowPosition min = first;
        RowPosition max = last;
        if (min == null || max == null) {
            throw new IllegalStateException(path + " has no rows");
        }
        return new DataFile(
                path,
                kind,
                version.table(),
                version.generation(),
                version.schemaVersion(),
                summary.rows(),
                ops,
                summary.bytes(),
                min,
                max,
                summary.crc32c());
    }

    /** Gives the file up. Never fails: what stays behind is removed at the next start. */
    void discard() {
        try {
            file.discard();
        } catch (IOException e) {
            LOG.warn("{} could not be removed; the next start removes it", path, e);
        }
    }
}
