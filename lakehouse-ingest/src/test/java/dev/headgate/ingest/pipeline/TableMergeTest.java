package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.ABSENT;
import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static dev.headgate.ingest.pipeline.StagedLogByHand.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableMergeTest {
    private static final TableName ITEMS = name("items");
    private static final TableName NOTES = name("notes");
    private static final TableSchema KEYED = new TableSchema(
            List.of(
                    column("id", Primitive.INT64, 1),
                    column("word", Primitive.STRING, 2),
                    column("big", Primitive.STRING, 3)),
            List.of("id"));
    private static final TableSchema KEYLESS = new TableSchema(
            List.of(column("word", Primitive.STRING, 1), column("ratio", Primitive.DOUBLE, 2)), List.of());

    @TempDir
    private Path directory;

    private Lake lake;
    private StagedLogByHand log;

    @BeforeEach
    void open() {
        lake = new Lake(directory);
        log = lake.log();
    }

    @Test
    void inserts_updates_and_deletes_reach_the_table() {
        log.table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "one", "b1")
                .change(ITEMS, 'c', 100, 2, 2L, "two", "b2")
                .change(ITEMS, 'c', 100, 3, 3L, "three", null)
                .publish(110);
        lake.ingest();
        log.change(ITEMS, 'u', 120, 1, 1L, "uno", "b1")
                .change(ITEMS, 'd', 120, 2, 2L)
                .publish(130);

        List<TableResult> results = lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|uno|b1", "3|three|null");
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.upserted()).isEqualTo(1);
            assertThat(result.deleted()).isEqualTo(1);
        });
    }

    @Test
    void an_absent_value_is_that_of_the_row_where_the_chain_of_changes_began() {
        log.table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "one", "b1")
                .change(ITEMS, 'c', 100, 2, 2L, "two", "b2")
                .publish(110);
        lake.ingest();
        log.change(ITEMS, 'u', 120, 1, 1L, "uno", ABSENT)
                .keyChange(ITEMS, 120, 2, row(1L), row(9L, "nine", ABSENT))
                .keyChange(ITEMS, 120, 4, row(2L), row(1L, "one again", ABSENT))
                .keyChange(ITEMS, 130, 1, row(9L), row(2L, "rotated", ABSENT))
                .publish(140);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|one again|b2", "2|rotated|b1");
    }

    @Test
    void an_absent_value_of_a_row_that_came_in_the_same_entry_is_found_there() {
        log.table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "one", "b1")
                .change(ITEMS, 'u', 101, 1, 1L, ABSENT, "b2")
                .change(ITEMS, 'u', 102, 1, 1L, "uno", ABSENT)
                .publish(110);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|uno|b2");
    }

    @Test
    void an_absent_value_that_nobody_ever_staged_stops_the_table() {
        log.table(ITEMS, KEYED).change(ITEMS, 'u', 100, 1, 1L, "one", ABSENT).publish(110);

        lake.ingest();

        assertThat(lake.failures()).containsExactly(entry(ITEMS, IngestErrorCode.VALUE_UNKNOWN));
        assertThat(lake.rows(ITEMS)).isEmpty();
    }

    @Test
    void a_truncate_in_the_middle_takes_away_what_was_before() {
        log.table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "one", "b1")
                .change(ITEMS, 'c', 100, 2, 2L, "two", "b2")
                .publish(110);
        lake.ingest();
        log.change(ITEMS, 'u', 120, 1, 1L, "uno", ABSENT)
                .change(ITEMS, 't', 121, 1)
                .change(ITEMS, 'c', 122, 1, 2L, "new two", "new")
                .publish(130);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("2|new two|new");
    }

    @Test
    void a_row_deleted_and_inserted_again_is_the_new_one() {
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "one", "b1").publish(110);
        lake.ingest();
        log.change(ITEMS, 'd', 120, 1, 1L)
                .change(ITEMS, 'c', 120, 2, 1L, "other", null)
                .publish(130);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|other|null");
    }

    @Test
    void a_table_without_key_keeps_one_row_for_each_event() {
        log.table(NOTES, KEYLESS)
                .change(NOTES, 'c', 100, 1, "a", 1.5)
                .change(NOTES, 'c', 100, 2, "a", 1.5)
                .change(NOTES, 'c', 100, 3, null, Double.NaN)
                .change(NOTES, 'c', 100, 4, null, Double.NaN)
                .change(NOTES, 'c', 100, 5, null, null)
                .publish(110);
        lake.ingest();
        log.change(NOTES, 'd', 120, 1, "a", 1.5)
                .change(NOTES, 'd', 120, 2, null, Double.NaN)
                .change(NOTES, 'c', 120, 3, "b", 0.0)
                .change(NOTES, 'd', 121, 1, "b", 0.0)
                .publish(130);

        lake.ingest();

        assertThat(lake.rows(NOTES)).containsExactly("a|1.5", "null|nan", "null|null");
    }

    @Test
    void several_entries_become_one_commit_that_records_the_last() {
        log.table(ITEMS, KEYED);
        for (long i = 1; i <= 5; i++) {
            log.change(ITEMS, 'c', 100 * i, 1, i, "word", null).publish(100 * i + 10);
        }

        assertThat(lake.ingest()).hasSize(1);

        DeltaFiles.Version version = lake.delta(ITEMS).newest();
        assertThat(version.number()).isEqualTo(1);
        assertThat(version.rows()).hasSize(5);
        assertThat(version.transactions()).hasSize(1).containsValue(5L);
        assertThat(version.transactions().keySet())
                .allSatisfy(id -> assertThat(id).startsWith("headgate:lake:shop:"));
    }

    @Test
    void a_value_that_its_type_cannot_hold_keeps_its_text() {
        TableSchema dates = new TableSchema(
                List.of(column("day", Primitive.DATE, 1), column("word", Primitive.STRING, 2)), List.of("day"));
        log.table(ITEMS, dates)
                .unrepresentable(ITEMS, 'c', 100, 1, Map.of("day", "infinity"), null, "end")
                .unrepresentable(ITEMS, 'c', 100, 2, Map.of("day", "-infinity"), null, "begin")
                .change(ITEMS, 'c', 100, 3, 20_000L, "day")
                .publish(110);
        lake.ingest();
        log.unrepresentable(ITEMS, 'u', 120, 1, Map.of("day", "infinity"), null, "the end")
                .publish(130);

        lake.ingest();

        assertThat(lake.delta(ITEMS).newest().columns()).containsExactly("day", "word", "_cdc_unrepresentable");
        assertThat(lake.rows(ITEMS))
                .containsExactly("2024-10-04|day|null", "null|begin|{day=-infinity}", "null|the end|{day=infinity}");
    }

    @Test
    void a_delete_that_contradicts_the_changes_before_it_stops_the_table() {
        log.table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "one", null)
                .change(ITEMS, 'd', 101, 1, 1L)
                .change(ITEMS, 'd', 102, 1, 1L)
                .publish(110);

        lake.ingest();

        assertThat(lake.failures()).containsExactly(entry(ITEMS, IngestErrorCode.CHANGE_CONTRADICTS));
    }

    @Test
    void a_table_of_somebody_else_is_not_touched() throws Exception {
        Lake other = new Lake(directory.resolve("other"));
        other.log()
                .table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 7L, "theirs", null)
                .publish(110);
        other.ingest();
        java.nio.file.Files.createDirectories(lake.directory(ITEMS).getParent());
        java.nio.file.Files.move(other.directory(ITEMS), lake.directory(ITEMS));
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "ours", null).publish(110);

        lake.ingest();

        assertThat(lake.failures()).containsExactly(entry(ITEMS, IngestErrorCode.TABLE_FOREIGN));
        assertThat(lake.rows(ITEMS)).containsExactly("7|theirs|null");
    }
}
