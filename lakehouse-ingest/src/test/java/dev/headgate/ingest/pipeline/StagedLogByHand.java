package dev.headgate.ingest.pipeline;

import dev.headgate.staging.DataFileName;
import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.DoubleVector;
import dev.headgate.staging.batch.ListVector;
import dev.headgate.staging.batch.LongVector;
import dev.headgate.staging.batch.StructVector;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A commit log that a test writes row by row, as the gateway would.
 *
 * <pre>{@code
 * log.table(items, schema);                        // the newest schema version from here on
 * log.change(items, 'c', 100, 1, row(1L, "one"));  // LSN, ordinal, values
 * log.publish(110);                                // an entry, through this LSN
 * }</pre>
 */
final class StagedLogByHand {
    static final String SOURCE = "shop";
    private static final Lineage LINEAGE = new Lineage("7301234567890123456", 1, "shop", "slot", "publication");
    private static final Instant TIME = Instant.parse("2026-11-20T09:30:00Z");

    private final LocalStore store;
    private final CommitLog log;
    private final Map<TableName, Table> tables = new LinkedHashMap<>();
    private final List<SchemaVersion> newSchemas = new ArrayList<>();
    private final List<LogEvent> events = new ArrayList<>();
    private int epoch = 1;
    private int sequence;

    /** A value that the change does not carry. */
    static final Object ABSENT = new Object();

    /** One staged row. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record StagedRow(
            char operation,
            int epoch,
            long lsn,
            long ordinal,
            @Nullable Object[] values,
            @Nullable Object @Nullable [] oldKey,
            Map<String, String> unrepresentable) {}

    /** The rows of the running entry. */
    private static final class Table {
        private TableSchema schema;
        private int version;
        private int generation = 1;
        private final List<StagedRow> rows = new ArrayList<>();

        private Table(TableSchema schema) {
            this.schema = schema;
        }
    }

    StagedLogByHand(Path root) {
        try {
            store = new LocalStore(root);
            log = CommitLog.open(store, SOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TableName name(String table) {
        return new TableName("db", "public", table);
    }

    static Column column(String name, ColumnType type, int fieldId) {
        return new Column(name, type, false, fieldId, null);
    }

    static @Nullable Object[] row(@Nullable Object... values) {
        return values;
    }

    /** Gives the table its next schema version. Rows before it are in a file of their own. */
    StagedLogByHand table(TableName name, TableSchema schema) {
        Table table = tables.computeIfAbsent(name, key -> new Table(schema));
        if (!table.rows.isEmpty()) {
            throw new IllegalStateException("publish before the schema changes");
        }
        table.schema = schema;
        table.version++;
        newSchemas.add(new SchemaVersion(name, table.generation, table.version, schema));
        return this;
    }

    StagedLogByHand change(TableName name, char operation, long lsn, long ordinal, @Nullable Object... values) {
        return add(name, new StagedRow(operation, epoch, lsn, ordinal, values, null, Map.of()));
    }

    /** The two rows of a key change, at this ordinal and the next. */
    StagedLogByHand keyChange(
            TableName name, long lsn, long ordinal, @Nullable Object[] oldRow, @Nullable Object[] newRow) {
        Table table = table(name);
        List<String> names = table.schema.columns().stream().map(Column::name).toList();
        // The struct has the key columns in the table's order.
        @Nullable
        Object[] oldKey = names.stream()
                .filter(table.schema.key()::contains)
                .map(key -> oldRow[names.indexOf(key)])
                .toArray();
        add(name, new StagedRow('d', epoch, lsn, ordinal, oldRow, null, Map.of()));
        return add(name, new StagedRow('c', epoch, lsn, ordinal + 1, newRow, oldKey, Map.of()));
    }

    /** A row with a null whose source text is kept. */
    StagedLogByHand unrepresentable(
            TableName name,
            char operation,
            long lsn,
            long ordinal,
            Map<String, String> texts,
            @Nullable Object... values) {
        return add(name, new StagedRow(operation, epoch, lsn, ordinal, values, null, texts));
    }

    private StagedLogByHand add(TableName name, StagedRow row) {
        table(name).rows.add(row);
        return this;
    }

    private Table table(TableName name) {
        Table table = tables.get(name);
        if (table == null) {
            throw new IllegalStateException("no schema of " + name);
        }
        return table;
    }

    StagedLogByHand event(LogEvent event) {
        events.add(event);
        return this;
    }

    StagedLogByHand nextEpoch() {
        epoch++;
        return this;
    }

    /** Publishes the rows as changes, one file a table. */
    long publish(long throughLsn) {
        return publish(throughLsn, FileKind.CDC, 1);
    }

    /** Publishes the rows as copied by a generation. */
    long publishSnapshot(long throughLsn, int generation) {
        return publish(throughLsn, FileKind.SNAPSHOT, generation);
    }

    private long publish(long throughLsn, FileKind kind, int generation) {
        try {
            List<DataFile> files = new ArrayList<>();
            for (Map.Entry<TableName, Table> table : tables.entrySet()) {
                if (!table.getValue().rows.isEmpty()) {
                    files.add(write(table.getKey(), table.getValue(), kind, generation));
                    table.getValue().rows.clear();
                }
            }
            boolean changes = !files.isEmpty();
            EntryDraft draft = new EntryDraft(
                    epoch,
                    LINEAGE,
                    throughLsn,
                    changes ? 1 : 0,
                    changes ? TIME : null,
                    changes ? TIME : null,
                    files,
                    newSchemas,
                    events);
            long entry = log.publish(draft).entry();
            newSchemas.clear();
            events.clear();
            return entry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DataFile write(TableName name, Table table, FileKind kind, int generation) throws IOException {
        TableSchema staged = withMetadata(table.schema);
        long first = table.rows.get(0).lsn();
        String path = new DataFileName(first, log.state().lastEntry() + 1, sequence++, 0xab).path(name, generation);
        try (PendingFile file = store.create(path);
                TableFileWriter writer = new TableFileWriter(staged, file, ParquetOptions.DEFAULT, Map.of())) {
            ColumnBatch batch = new ColumnBatch(staged);
            for (StagedRow row : table.rows) {
                append(batch, table.schema, row);
            }
            writer.append(batch);
            FileSummary summary = writer.seal();
            file.publish();
            StagedRow last = table.rows.get(table.rows.size() - 1);
            return new DataFile(
                    path,
                    kind,
                    name,
                    generation,
                    table.version,
                    summary.rows(),
                    counts(table.rows),
                    summary.bytes(),
                    new RowPosition(first, table.rows.get(0).ordinal()),
                    new RowPosition(last.lsn(), last.ordinal()),
                    summary.crc32c());
        }
    }

    private static OpCounts counts(List<StagedRow> rows) {
        OpCounts counts = OpCounts.ZERO;
        for (StagedRow row : rows) {
            counts = counts.plus(
                    switch (row.operation()) {
                        case 'c' -> new OpCounts(1, 0, 0, 0, 0);
                        case 'u' -> new OpCounts(0, 1, 0, 0, 0);
                        case 'd' -> new OpCounts(0, 0, 1, 0, 0);
                        case 'r' -> new OpCounts(0, 0, 0, 1, 0);
                        default -> new OpCounts(0, 0, 0, 0, 1);
                    });
        }
        return counts;
    }

    private static TableSchema withMetadata(TableSchema schema) {
        ColumnType text = ColumnType.Primitive.STRING;
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.add(new Column("_cdc_op", text, true, null, null));
        columns.add(new Column("_cdc_epoch", ColumnType.Primitive.INT32, true, null, null));
        columns.add(new Column("_cdc_commit_lsn", ColumnType.Primitive.INT64, true, null, null));
        columns.add(new Column("_cdc_ordinal", ColumnType.Primitive.INT64, true, null, null));
        columns.add(new Column("_cdc_unchanged", new ColumnType.ListOf(text), false, null, null));
        columns.add(new Column("_cdc_unrepresentable", new ColumnType.MapOf(text, text), false, null, null));
        columns.add(new Column("_cdc_commit_ts", ColumnType.Primitive.TIMESTAMP_UTC, true, null, null));
        if (!schema.key().isEmpty()) {
            List<ColumnType.StructField> key = schema.columns().stream()
                    .filter(column -> schema.key().contains(column.name()))
                    .map(column -> new ColumnType.StructField(column.name(), column.type()))
                    .toList();
            columns.add(new Column("_cdc_old_key", new ColumnType.StructOf(key), false, null, null));
        }
        return new TableSchema(columns, schema.key());
    }

    private static void append(ColumnBatch batch, TableSchema schema, StagedRow row) {
        int columns = schema.columns().size();
        List<String> absent = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            Object value = i < row.values().length ? row.values()[i] : null;
            if (value == ABSENT) {
                absent.add(schema.columns().get(i).name());
            }
            append(batch.column(i), value == ABSENT ? null : value);
        }
        append(batch.column(columns), String.valueOf(row.operation()));
        append(batch.column(columns + 1), (long) row.epoch());
        append(batch.column(columns + 2), row.lsn());
        append(batch.column(columns + 3), row.ordinal());
        append(batch.column(columns + 4), absent.isEmpty() ? null : absent);
        ListVector texts = (ListVector) batch.column(columns + 5);
        row.unrepresentable().forEach((name, text) -> {
            StructVector entry = (StructVector) texts.element();
            append(entry.field(0), name);
            append(entry.field(1), text);
            entry.endStruct();
        });
        if (row.unrepresentable().isEmpty()) {
            texts.appendNull();
        } else {
            texts.endList();
        }
        // A transaction is committed as many seconds after 1970 as its LSN says.
        append(batch.column(columns + 6), row.lsn() * 1_000_000);
        if (!schema.key().isEmpty()) {
            appendKey((StructVector) batch.column(columns + 7), row.oldKey());
        }
        batch.endRow();
    }

    private static void appendKey(StructVector struct, @Nullable Object @Nullable [] oldKey) {
        if (oldKey == null) {
            struct.appendNull();
            return;
        }
        for (int i = 0; i < oldKey.length; i++) {
            append(struct.field(i), oldKey[i]);
        }
        struct.endStruct();
    }

    private static void append(ColumnVector vector, @Nullable Object value) {
        if (value == null) {
            vector.appendNull();
        } else if (value instanceof Boolean truth) {
            ((LongVector) vector).append(truth ? 1 : 0);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            ((LongVector) vector).append(((Number) value).longValue());
        } else if (value instanceof Number number) {
            ((DoubleVector) vector).append(number.doubleValue());
        } else if (value instanceof List<?> list) {
            ListVector elements = (ListVector) vector;
            list.forEach(element -> append(elements.element(), element));
            elements.endList();
        } else {
            byte[] bytes = value instanceof byte[] raw ? raw : ((String) value).getBytes(StandardCharsets.UTF_8);
            ((BytesVector) vector).append(bytes, 0, bytes.length);
        }
    }
}
