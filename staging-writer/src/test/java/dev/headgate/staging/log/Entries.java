package dev.headgate.staging.log;

import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType.Decimal;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Values for tests of the log. */
final class Entries {
    static final String SOURCE = "mfg";
    static final String LOG = "_headgate/mfg/log/";
    static final Lineage LINEAGE = new Lineage("7301234567890123456", 1, "mfg_db", "headgate_mfg", "mfg_pub");
    static final TableName ORDERS = new TableName("lake", "sales", "orders");
    static final TableSchema ORDERS_SCHEMA = new TableSchema(
            List.of(
                    new Column("id", Primitive.INT64, true, 1, "bigint"),
                    new Column("total", new Decimal(12, 2), false, 2, "numeric(12,2)")),
            List.of("id"));
    static final Instant COMMIT = Instant.parse("2026-01-01T12:00:00.123456Z");

    private Entries() {}

    static String entryPath(long entry) {
        return LOG + String.format("%020d.json", entry);
    }

    static String checkpointPath(long entry) {
        return LOG + String.format("%020d.checkpoint.json", entry);
    }

    static SchemaVersion schema(int generation, int version) {
        return new SchemaVersion(ORDERS, generation, version, ORDERS_SCHEMA);
    }

    static DataFile cdc(String path, int generation, long lsn, long inserts) {
        return new DataFile(
                path,
                FileKind.CDC,
                ORDERS,
                generation,
                1,
                inserts,
                new OpCounts(inserts, 0, 0, 0, 0),
                1_000,
                new RowPosition(lsn, 1),
                new RowPosition(lsn, inserts),
                0xCAFE);
    }

    static DataFile snapshot(String path, int generation, long lsn, long rows) {
        return new DataFile(
                path,
                FileKind.SNAPSHOT,
                ORDERS,
                generation,
                1,
                rows,
                new OpCounts(0, 0, 0, rows, 0),
                5_000,
                new RowPosition(lsn, 0),
                new RowPosition(lsn, 0),
                0xBEEF);
    }

    static EntryDraft idle(long throughLsn) {
        return EntryDraft.ofEvents(1, LINEAGE, throughLsn, List.of());
    }

    static EntryDraft event(long throughLsn, String type) {
        return EntryDraft.ofEvents(1, LINEAGE, throughLsn, List.of(new LogEvent(type, Map.of())));
    }

    static EntryDraft changes(long throughLsn, List<DataFile> files, List<SchemaVersion> schemas) {
        return new EntryDraft(1, LINEAGE, throughLsn, 1, COMMIT, COMMIT, files, schemas, List.of());
    }

    static EntryDraft files(long throughLsn, List<DataFile> files, LogEvent... events) {
        return new EntryDraft(1, LINEAGE, throughLsn, 0, null, null, files, List.of(), List.of(events));
    }
}
