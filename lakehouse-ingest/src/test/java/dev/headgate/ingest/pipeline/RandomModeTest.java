package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.ABSENT;
import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes, applied in batches of any size, to tables that keep what was: it must be what was. */
final class RandomModeTest {
    private static final TableName VERSIONS = name("versions");
    private static final TableName DELETIONS = name("deletions");
    private static final TableName LOG = name("log");
    private static final List<TableName> TABLES = List.of(VERSIONS, DELETIONS, LOG);
    private static final int ENTRIES = 30;
    private static final long SEED = 20261121;

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final TreeMap<Long, String> rows = new TreeMap<>();
    private final TreeMap<Long, String> deleted = new TreeMap<>();
    private final TreeMap<Long, List<String>> rowsAfter = new TreeMap<>();
    private final List<String> changes = new ArrayList<>();
    private long lsn = 100;
    private long ordinal;

    @Test
    void tables_that_keep_what_was_keep_it_exactly() {
        Lake lake = new Lake(directory)
                .with("mode: scd2", "table_modes: { \"*.deletions\": include_deleted_rows, \"*.log\": append }");
        StagedLogByHand log = lake.log();
        TableSchema keyed = new TableSchema(
                List.of(column("id", Primitive.INT64, 1), column("big", Primitive.STRING, 2)), List.of("id"));
        TABLES.forEach(table -> log.table(table, keyed));
        for (int i = 0; i < ENTRIES; i++) {
            int count = random.nextInt(10);
            for (int change = 0; change < count; change++) {
                lsn += random.nextInt(3) == 0 ? 10 : 0;
                ordinal++;
                change(log);
                rowsAfter.put(lsn, texts(rows));
            }
            lsn += 10;
            log.publish(lsn);
            if (random.nextInt(3) == 0) {
                lake.ingest();
            }
        }
        lake.ingest();

        assertThat(lake.failures()).as("seed %d", SEED).isEmpty();
        assertThat(select(lake, DELETIONS, "_cdc_deleted", "false")).isEqualTo(texts(rows));
        assertThat(select(lake, DELETIONS, "_cdc_deleted", "true")).isEqualTo(texts(deleted));
        assertThat(select(lake, VERSIONS, "_cdc_to_lsn", null)).isEqualTo(texts(rows));
        rowsAfter.forEach((at, expected) -> assertThat(asOf(lake.delta(VERSIONS).newest(), at))
                .as("as of %d", at)
                .isEqualTo(expected));
        assertThat(logged(lake.delta(LOG).newest())).containsExactlyInAnyOrderElementsOf(changes);
    }

    private static List<String> texts(Map<Long, String> of) {
        return of.entrySet().stream()
                .map(row -> row.getKey() + "|" + row.getValue())
                .sorted()
                .toList();
    }

    private static List<String> select(Lake lake, TableName table, String column, @Nullable String value) {
        DeltaFiles.Version version = lake.delta(table).newest();
        int index = version.columns().indexOf(column);
        return version.rows().stream()
                .filter(row -> value == null ? row.get(index) == null : value.equals(row.get(index)))
                .map(row -> row.get(0) + "|" + row.get(1))
                .sorted()
                .toList();
    }

    private static List<String> asOf(DeltaFiles.Version version, long at) {
        int from = version.columns().indexOf("_cdc_from_lsn");
        int to = version.columns().indexOf("_cdc_to_lsn");
        return version.rows().stream()
                .filter(row -> Long.parseLong(String.valueOf(row.get(from))) <= at
                        && (row.get(to) == null || at < Long.parseLong(String.valueOf(row.get(to)))))
                .map(row -> row.get(0) + "|" + row.get(1))
                .sorted()
                .toList();
    }

    private static List<String> logged(DeltaFiles.Version version) {
        int operation = version.columns().indexOf("_cdc_op");
        int position = version.columns().indexOf("_cdc_ordinal");
        return version.rows().stream()
                .map(row -> row.get(position) + row.get(operation) + row.get(0) + row.get(1))
                .toList();
    }

    private void change(StagedLogByHand log) {
        long key = random.nextInt(6);
        long other = random.nextInt(6);
        String big = rows.get(key);
        int what = random.nextInt(40);
        if (what == 0) {
            stage(log, 't');
            deleted.putAll(rows);
            rows.clear();
        } else if (big == null) {
            String value = "v" + random.nextInt(1000);
            stage(log, 'c', key, value);
            put(key, value);
        } else if (what < 12) {
            stage(log, 'd', key, null);
            remove(key);
        } else if (what < 20 && !rows.containsKey(other)) {
            changeKey(log, key, other, big);
        } else {
            boolean absent = random.nextBoolean();
            String value = absent ? big : "u" + random.nextInt(1000);
            stage(log, 'u', key, absent ? ABSENT : value);
            put(key, value);
        }
    }

    private void changeKey(StagedLogByHand log, long key, long other, String big) {
        boolean absent = random.nextBoolean();
        String value = absent ? big : "w" + random.nextInt(1000);
        Object staged = absent ? ABSENT : value;
        for (TableName table : TABLES) {
            log.keyChange(table, lsn, ordinal, StagedLogByHand.row(key, null), StagedLogByHand.row(other, staged));
        }
        changes.add(ordinal + "d" + key + "null");
        ordinal++;
        changes.add(ordinal + "c" + other + (absent ? "null" : value));
        remove(key);
        put(other, value);
    }

    private void stage(StagedLogByHand log, char operation, @Nullable Object... values) {
        for (TableName table : TABLES) {
            log.change(table, operation, lsn, ordinal, values);
        }
        Object id = values.length == 0 ? null : values[0];
        Object big = values.length == 0 || values[1] == ABSENT ? null : values[1];
        changes.add("" + ordinal + operation + id + big);
    }

    private void put(long key, String value) {
        rows.put(key, value);
        deleted.remove(key);
    }

    private void remove(long key) {
        deleted.put(key, String.valueOf(rows.remove(key)));
    }
}
