package dev.headgate.gateway.cli;

import dev.headgate.staging.DataFileName;
import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.batch.LongVector;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.EntryDraft;
import dev.headgate.staging.log.FileKind;
import dev.headgate.staging.log.Lineage;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.OpCounts;
import dev.headgate.staging.log.RowPosition;
import dev.headgate.staging.log.SchemaVersion;
import dev.headgate.staging.parquet.FileSummary;
import dev.headgate.staging.parquet.ParquetOptions;
import dev.headgate.staging.parquet.TableFileWriter;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.PendingFile;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A staging root with one entry of one table: an insert, an update and a delete in two transactions. */
final class StagedSample {
    private static final TableName TABLE = new TableName("shop", "public", "orders");
    private static final long THROUGH_LSN = 0x16_B374_D848L;
    private static final TableSchema SCHEMA = new TableSchema(
            List.of(
                    new Column("id", ColumnType.Primitive.INT64, false, 1, "bigint"),
                    new Column("name", ColumnType.Primitive.STRING, false, 2, "text"),
                    new Column("born", ColumnType.Primitive.DATE, false, 3, "date")),
            List.of("id"));

    private StagedSample() {}

    /** Writes it, and returns the data file. */
    static Path write(Path root, String source) throws IOException {
        String path = new DataFileName(THROUGH_LSN - 100, 1, 1, 1).path(TABLE, 1);
        try (StagingStore store = new LocalStore(root)) {
            FileSummary file = writeFile(store, path);
            DataFile named = new DataFile(
                    path,
                    FileKind.CDC,
                    TABLE,
                    1,
                    1,
                    file.rows(),
                    new OpCounts(1, 1, 1, 0, 0),
                    file.bytes(),
                    new RowPosition(THROUGH_LSN - 100, 1),
                    new RowPosition(THROUGH_LSN - 50, 1),
                    file.crc32c());
            Instant committed = Instant.parse("2026-11-20T10:00:00Z");
            CommitLog.open(store, source)
                    .publish(new EntryDraft(
                            1,
                            new Lineage("7000000000000000001", 1, "shop", "headgate_shop", "headgate_shop"),
                            THROUGH_LSN,
                            2,
                            committed,
                            committed,
                            List.of(named),
                            List.of(new SchemaVersion(TABLE, 1, 1, SCHEMA)),
                            List.of(new LogEvent("slot_created", Map.of("slot", "headgate_shop")))));
        }
        return root.toRealPath().resolve(path);
    }

    private static FileSummary writeFile(StagingStore store, String path) throws IOException {
        ColumnBatch batch = new ColumnBatch(SCHEMA);
        byte[] name = "Zoë".getBytes(StandardCharsets.UTF_8);
        for (long id = 1; id <= 3; id++) {
            ((LongVector) batch.column(0)).append(id);
            if (id == 1) {
                ((BytesVector) batch.column(1)).append(name, 0, name.length);
                ((LongVector) batch.column(2)).append(1);
            } else {
                batch.column(1).appendNull();
                batch.column(2).appendNull();
            }
            batch.endRow();
        }
        try (PendingFile pending = store.create(path);
                TableFileWriter writer = new TableFileWriter(SCHEMA, pending, ParquetOptions.DEFAULT, Map.of())) {
            writer.append(batch);
            FileSummary summary = writer.seal();
            pending.publish();
            return summary;
        }
    }
}
