package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaintenanceTest {
    private static final TableName ITEMS = name("items");
    private static final TableSchema KEYED =
            new TableSchema(List.of(column("id", Primitive.INT64, 1), column("day", Primitive.DATE, 2)), List.of("id"));
    private static final int ENTRIES = 36;
    /** Seven files below a class's bound for each of three classes: what {@code Compaction} promises. */
    private static final int FILES = 21;

    @TempDir
    private Path directory;

    private Lake lake;
    private StagedLogByHand log;

    @BeforeEach
    void open() {
        lake = new Lake(directory);
        log = lake.log();
        log.table(ITEMS, KEYED);
    }

    /** Each entry brings a row, changes one and deletes one; each is applied by itself. */
    private List<String> manySmallEntries() {
        List<String> expected = new ArrayList<>();
        for (long i = 0; i < ENTRIES; i++) {
            long lsn = 100 + 10 * i;
            log.change(ITEMS, 'c', lsn, 1, i, i);
            if (i % 5 == 4) {
                log.change(ITEMS, 'd', lsn, 2, i - 1);
            }
            log.unrepresentable(ITEMS, 'c', lsn, 3, Map.of("day", "infinity"), 1000 + i, null);
            log.publish(lsn + 5);
            lake.ingest();
            if (i % 5 != 3) {
                expected.add(i + "|" + LocalDate.ofEpochDay(i) + "|null");
            }
            expected.add(1000 + i + "|null|{day=infinity}");
        }
        return expected.stream().sorted().toList();
    }

    @Test
    void many_small_entries_leave_a_bounded_number_of_files() {
        List<String> expected = manySmallEntries();

        assertThat(lake.rows(ITEMS)).isEqualTo(expected);
        assertThat(lake.status(ITEMS).files()).isLessThanOrEqualTo(FILES);
    }

    @Test
    void without_compaction_each_entry_leaves_a_file() {
        lake.with("maintenance: { compact: false }");
        List<String> expected = manySmallEntries();

        assertThat(lake.rows(ITEMS)).isEqualTo(expected);
        assertThat(lake.status(ITEMS).files()).isGreaterThan(FILES);
    }

    @Test
    void the_rows_are_the_same_before_and_after_a_compaction_and_changes_go_on() throws IOException {
        lake.with("maintenance: { compact: false }");
        List<String> expected = manySmallEntries();
        long before = lake.delta(ITEMS).newestVersion();

        List<Maintenance.Result> results = Maintenance.now(lake.config(), table -> true, Clock.systemUTC());

        assertThat(results)
                .singleElement()
                .satisfies(result -> assertThat(result.compactedFiles()).isGreaterThan(FILES));
        assertThat(lake.delta(ITEMS).newestVersion()).isGreaterThan(before);
        assertThat(Lake.text(lake.delta(ITEMS).read(before).rows())).isEqualTo(expected);
        assertThat(lake.rows(ITEMS)).isEqualTo(expected);
        log.change(ITEMS, 'd', 9000, 1, 0L).publish(9010);
        lake.ingest();
        assertThat(lake.rows(ITEMS)).hasSize(expected.size() - 1).doesNotContain("0|1970-01-01|null");
    }

    @Test
    void vacuum_deletes_what_was_taken_out_before_the_retention_began_and_nothing_else() throws IOException {
        List<String> expected = manySmallEntries();
        vacuum(Duration.ZERO);
        long files = files();
        Path foreign = Files.writeString(lake.directory(ITEMS).resolve("notes.txt"), "not ours");

        assertThat(vacuum(Duration.ofDays(6))).isZero();
        assertThat(files()).isEqualTo(files + 1);
        assertThat(vacuum(Duration.ofDays(8))).isPositive();

        assertThat(files()).isLessThan(files);
        assertThat(lake.rows(ITEMS)).isEqualTo(expected);
        assertThat(foreign).exists();
    }

    /** At a time in the future, with a retention of 7 days. */
    private int vacuum(Duration later) throws IOException {
        Clock clock = Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC);
        return Maintenance.now(lake.config(), table -> true, clock).get(0).deletedFiles();
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(lake.directory(ITEMS))) {
            return files.filter(file -> !Files.isDirectory(file)).count();
        }
    }

    @Test
    void the_pipeline_vacuums_by_itself() throws IOException {
        manySmallEntries();
        long files = files();
        lake.passes(Duration.ofDays(400));

        lake.ingest();

        assertThat(files()).isLessThan(files);
    }
}
