package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.ABSENT;
import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static dev.headgate.ingest.pipeline.StagedLogByHand.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions: the consistent point is LSN 0/C8 = 200; changes below it are in the copy already. */
final class GenerationTest {
    private static final TableName ITEMS = name("items");
    private static final TableSchema KEYED = new TableSchema(
            List.of(
                    column("id", Primitive.INT64, 1),
                    column("word", Primitive.STRING, 2),
                    column("big", Primitive.STRING, 3)),
            List.of("id"));
    private static final TableSchema KEYLESS = new TableSchema(List.of(column("word", Primitive.STRING, 1)), List.of());

    @TempDir
    private Path directory;

    private Lake lake;
    private StagedLogByHand log;

    @BeforeEach
    void open() {
        lake = new Lake(directory);
        log = lake.log();
    }

    private static LogEvent started(int generation) {
        return LogEvent.refreshStarted(ITEMS, generation, Map.of());
    }

    private static LogEvent finished(int generation, String readableAt) {
        return LogEvent.refreshFinished(
                ITEMS, generation, Map.of("consistent_point", "0/C8", "readable_at", readableAt));
    }

    @Test
    void the_first_generation_is_no_table_until_it_is_complete() {
        log.table(ITEMS, KEYED).event(started(1)).publish(200);
        log.change(ITEMS, 'r', 200, 0, 1L, "one", "b1")
                .change(ITEMS, 'r', 200, 0, 2L, "two", "b2")
                .publishSnapshot(200, 1);
        log.change(ITEMS, 'u', 210, 1, 1L, "uno", ABSENT).publish(220);
        lake.ingest();

        assertThat(lake.delta(ITEMS).exists()).isFalse();

        log.change(ITEMS, 'r', 200, 0, 3L, "three", "b3").publishSnapshot(220, 1);
        log.event(finished(1, "0/C8")).publish(220);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|uno|b1", "2|two|b2", "3|three|b3");
    }

    @Test
    void the_generation_before_stays_the_table_until_the_log_is_past_all_chunks() {
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "old", "b").publish(110);
        log.change(ITEMS, 'c', 150, 1, 2L, "early", "b").publish(160);
        log.event(started(2)).publish(160);
        lake.ingest();
        log.change(ITEMS, 'u', 230, 1, 1L, "new", ABSENT).publish(240);
        log.change(ITEMS, 'r', 200, 0, 1L, "copied", "big")
                .change(ITEMS, 'r', 200, 0, 2L, "early", "b")
                .publishSnapshot(240, 2);
        log.event(finished(2, "0/104")).publish(240);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|old|b", "2|early|b");

        log.publish(260);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|new|big", "2|early|b");
    }

    @Test
    void changes_below_the_consistent_point_are_in_the_copy_already() {
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "old", "b").publish(110);
        log.event(started(2)).publish(110);
        log.change(ITEMS, 'c', 150, 1, 2L, "below", "b")
                .change(ITEMS, 'c', 200, 1, 3L, "at", "b")
                .publish(210);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|old|b");

        log.change(ITEMS, 'r', 200, 0, 1L, "old", "b")
                .change(ITEMS, 'r', 200, 0, 2L, "below", "b")
                .publishSnapshot(210, 2);
        log.event(finished(2, "0/C8")).publish(210);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|old|b", "2|below|b", "3|at|b");
    }

    @Test
    void a_generation_that_is_given_up_leaves_the_table_as_it_was_when_it_began() {
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 50, 1, 1L, "old", "b").publish(60);
        log.event(started(2)).publish(60);
        log.change(ITEMS, 'c', 70, 1, 2L, "held", "b").publish(80);
        lake.ingest();
        log.event(started(3)).publish(80);
        log.change(ITEMS, 'u', 90, 1, 2L, "held too", ABSENT).publish(100);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|old|b");

        log.change(ITEMS, 'r', 200, 0, 2L, "held too", "b").publishSnapshot(200, 3);
        log.event(finished(3, "0/C8")).publish(200);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("2|held too|b");
    }

    @Test
    void a_chunk_of_a_later_snapshot_is_newer_than_changes_before_it() {
        log.table(ITEMS, KEYED).event(started(1)).publish(200);
        log.change(ITEMS, 'u', 210, 1, 1L, "overtaken", ABSENT)
                .change(ITEMS, 'd', 210, 2, 2L)
                .change(ITEMS, 'u', 230, 1, 1L, "last", ABSENT)
                .publish(240);
        log.change(ITEMS, 'r', 220, 0, 1L, "copied later", "big").publishSnapshot(240, 1);
        log.event(finished(1, "0/DC")).publish(240);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|last|big");
    }

    @Test
    void a_truncate_after_the_copy_takes_the_copied_rows_away() {
        log.table(ITEMS, KEYED).event(started(1)).publish(200);
        log.change(ITEMS, 'r', 200, 0, 1L, "copied", "b").publishSnapshot(200, 1);
        log.change(ITEMS, 't', 210, 1)
                .change(ITEMS, 'c', 220, 1, 7L, "after", null)
                .publish(230);
        log.event(finished(1, "0/C8")).publish(230);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("7|after|null");
    }

    @Test
    void a_table_without_key_is_copied_with_all_its_equal_rows() {
        log.table(ITEMS, KEYLESS).event(started(1)).publish(200);
        log.change(ITEMS, 'r', 200, 0, "a")
                .change(ITEMS, 'r', 200, 0, "a")
                .change(ITEMS, 'r', 200, 0, row((Object) null))
                .publishSnapshot(200, 1);
        log.change(ITEMS, 'd', 210, 1, "a").change(ITEMS, 'c', 210, 2, "b").publish(220);
        log.event(finished(1, "0/C8")).publish(220);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("a", "b", "null");
    }

    @Test
    void a_table_that_was_altered_stays_what_it_was_before_the_entry_that_says_so() {
        TableSchema altered = new TableSchema(
                List.of(
                        column("id", Primitive.INT64, 1),
                        column("word", Primitive.BOOLEAN, 2),
                        column("big", Primitive.STRING, 3)),
                List.of("big"));
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "old", "b").publish(110);
        log.table(ITEMS, altered)
                .change(ITEMS, 'c', 150, 1, 2L, true, "new")
                .event(LogEvent.refreshStarted(ITEMS, 2, Map.of(LogEvent.ALTERED, "true")))
                .publish(160);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).containsExactly("1|old|b");

        log.change(ITEMS, 'r', 200, 0, 1L, false, "b")
                .change(ITEMS, 'r', 200, 0, 2L, true, "new")
                .publishSnapshot(210, 2);
        log.event(finished(2, "0/C8")).publish(210);
        lake.ingest();

        assertThat(lake.rows(ITEMS)).hasSize(2).allMatch(row -> row.matches("[12]\\|null\\|(b|new)\\|(true|false)"));
    }

    @Test
    void the_switch_is_one_commit() {
        log.table(ITEMS, KEYED).change(ITEMS, 'c', 100, 1, 1L, "old", "b").publish(110);
        lake.ingest();
        long before = lake.delta(ITEMS).newestVersion();
        log.event(started(2)).publish(200);
        log.change(ITEMS, 'r', 200, 0, 1L, "copied", "b").publishSnapshot(200, 2);
        log.event(finished(2, "0/C8")).publish(200);

        lake.ingest();

        DeltaFiles delta = lake.delta(ITEMS);
        assertThat(delta.newestVersion()).isEqualTo(before + 1);
        assertThat(Lake.text(delta.read(before).rows())).containsExactly("1|old|b");
        assertThat(lake.rows(ITEMS)).containsExactly("1|copied|b");
    }

    @Test
    void a_rebuilt_table_equals_what_it_was() {
        log.table(ITEMS, KEYED).event(started(1)).publish(200);
        log.change(ITEMS, 'r', 200, 0, 1L, "one", "b1").publishSnapshot(200, 1);
        log.event(finished(1, "0/C8")).publish(200);
        log.change(ITEMS, 'c', 210, 1, 2L, "two", "b2").publish(220);
        lake.ingest();
        List<String> before = lake.rows(ITEMS);

        lake.rebuild();
        log.change(ITEMS, 'd', 230, 1, 1L).publish(240);

        assertThat(lake.rows(ITEMS)).isEqualTo(before);
        lake.ingest();
        assertThat(lake.rows(ITEMS)).containsExactly("2|two|b2");
    }
}
