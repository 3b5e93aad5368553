package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.PendingFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** Writes the rows of one table and one schema version into one Parquet file. */
public final class TableFileWriter implements Closeable {
    private final PendingFile file;

    public TableFileWriter(
            TableSchema schema, PendingFile file, ParquetOptions options, Map<String, String> keyValueMetadata) {
        this.file = file;
    }

    public void append(ColumnBatch batch) throws IOException {}

    public long bufferedBytes() {
        return 0;
    }

    public long retainedBytes() {
        return 0;
    }

    public void flushRowGroup() throws IOException {}

    public FileSummary seal() throws IOException {
        return new FileSummary(0, 0, 0);
    }

    @Override
    public void close() throws IOException {
        file.discard();
    }
}
