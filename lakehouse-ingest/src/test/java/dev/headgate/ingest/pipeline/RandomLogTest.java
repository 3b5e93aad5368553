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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random changes to two tables whose rows the test keeps itself, applied in batches of any size: each version of a Delta table
 * must hold the rows that the source had at the entry that the version records.
 */
final class RandomLogTest {
    private static final TableName ITEMS = name("items");
    private static final TableName NOTES = name("notes");
    private static final int ENTRIES = 40;

    @TempDir
    private Path directory;

    private final TreeMap<String, String> items = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<Long, List<String>> itemsAt = new HashMap<>();
    private final Map<Long, List<String>> notesAt = new HashMap<>();
    private long lsn = 100;
    private long ordinal;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void every_version_equals_the_source_at_the_entry_it_records(long seed) {
        Random random = new Random(seed);
        Lake lake = new Lake(directory);
        StagedLogByHand log = lake.log();
        TableSchema keyed = new TableSchema(
                List.of(
                        column("a", Primitive.STRING, 1),
                        column("b", Primitive.INT64, 2),
                        column("big", Primitive.STRING, 3)),
                List.of("b", "a"));
        log.table(ITEMS, keyed).table(NOTES, new TableSchema(List.of(column("word", Primitive.STRING, 1)), List.of()));
        for (int i = 0; i < ENTRIES; i++) {
            int changes = random.nextInt(12);
            for (int change = 0; change < changes; change++) {
                lsn += random.nextInt(3) == 0 ? 10 : 0;
                ordinal++;
                change(random, log);
            }
            lsn += 10;
            long entry = log.publish(lsn);
            itemsAt.put(
                    entry, items.entrySet().stream().map(this::text).sorted().toList());
            notesAt.put(entry, notes.stream().sorted().toList());
            if (random.nextInt(4) == 0) {
                lake.ingest();
            }
        }
        lake.ingest();

        assertThat(lake.rows(ITEMS)).isEqualTo(itemsAt.get((long) ENTRIES));
        requireVersions(lake.delta(ITEMS), itemsAt);
        requireVersions(lake.delta(NOTES), notesAt);
        assertThat(GeneratedViews.rows(lake, "items")).isEqualTo(itemsAt.get((long) ENTRIES));
        assertThat(GeneratedViews.rows(lake, "notes")).isEqualTo(notesAt.get((long) ENTRIES));
    }

    private String text(Map.Entry<String, String> row) {
        String[] key = row.getKey().split("/", -1);
        return key[0] + "|" + key[1] + "|" + row.getValue();
    }

    private static void requireVersions(DeltaFiles delta, Map<Long, List<String>> expected) {
        for (long number = 1; number <= delta.newestVersion(); number++) {
            DeltaFiles.Version version = delta.read(number);
            long entry = version.transactions().values().iterator().next();
            assertThat(Lake.text(version.rows()))
                    .as("version %d, entry %d", number, entry)
                    .isEqualTo(expected.get(entry));
        }
    }

    private void change(Random random, StagedLogByHand log) {
        if (random.nextInt(3) == 0) {
            changeNotes(random, log);
            return;
        }
        String key = "k" + random.nextInt(6) + "/" + random.nextInt(3);
        String other = "k" + random.nextInt(6) + "/" + random.nextInt(3);
        String big = items.get(key);
        int what = random.nextInt(40);
        if (what == 0) {
            log.change(ITEMS, 't', lsn, ordinal);
            items.clear();
        } else if (big == null) {
            String value = "v" + random.nextInt(1000);
            log.change(ITEMS, 'c', lsn, ordinal, row(key, value));
            items.put(key, value);
        } else if (what < 12) {
            log.change(ITEMS, 'd', lsn, ordinal, row(key, null));
            items.remove(key);
        } else if (what < 24 && !items.containsKey(other)) {
            boolean absent = random.nextBoolean();
            String value = absent ? big : "w" + random.nextInt(1000);
            log.keyChange(ITEMS, lsn, ordinal, row(key, null), row(other, absent ? ABSENT : value));
            ordinal++;
            items.remove(key);
            items.put(other, value);
        } else {
            boolean absent = random.nextBoolean();
            String value = absent ? big : "u" + random.nextInt(1000);
            log.change(ITEMS, 'u', lsn, ordinal, row(key, absent ? ABSENT : value));
            items.put(key, value);
        }
    }

    private static @Nullable Object[] row(String key, @Nullable Object value) {
        String[] parts = key.split("/", -1);
        return new @Nullable Object[] {parts[0], Long.parseLong(parts[1]), value};
    }

    private void changeNotes(Random random, StagedLogByHand log) {
        int what = random.nextInt(40);
        if (what == 0) {
            log.change(NOTES, 't', lsn, ordinal);
            notes.clear();
        } else if (what < 15 && !notes.isEmpty()) {
            String gone = notes.remove(random.nextInt(notes.size()));
            log.change(NOTES, 'd', lsn, ordinal, gone);
        } else {
            String word = "n" + random.nextInt(5);
            notes.add(word);
            log.change(NOTES, 'c', lsn, ordinal, word);
        }
    }
}
