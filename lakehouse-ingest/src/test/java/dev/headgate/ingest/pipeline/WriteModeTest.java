package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.ABSENT;
import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static dev.headgate.ingest.pipeline.StagedLogByHand.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commit times of the log by hand are LSNs in seconds: LSN 100 is 00:01:40. */
final class WriteModeTest {
    private static final TableName ITEMS = name("items");
    private static final TableSchema KEYED = new TableSchema(
            List.of(
                    column("id", Primitive.INT64, 1),
                    column("word", Primitive.STRING, 2),
                    column("big", Primitive.STRING, 3)),
            List.of("id"));

    @TempDir
    private Path directory;

    private Lake lake(String mode) {
        return new Lake(directory).with("mode: " + mode);
    }

    private static StagedLogByHand changes(Lake lake) {
        StagedLogByHand log = lake.log();
        log.table(ITEMS, KEYED)
                .change(ITEMS, 'c', 100, 1, 1L, "one", "b1")
                .change(ITEMS, 'c', 100, 2, 2L, "two", "b2")
                .change(ITEMS, 'c', 100, 3, 3L, "three", "b3")
                .publish(110);
        lake.ingest();
        log.change(ITEMS, 'u', 120, 1, 1L, "uno", ABSENT)
                .keyChange(ITEMS, 120, 2, row(3L), row(9L, "nine", ABSENT))
                .change(ITEMS, 'd', 130, 1, 2L)
                .publish(140);
        lake.ingest();
        return log;
    }

    @Test
    void a_deleted_row_stays_and_says_since_when() {
        Lake lake = lake("include_deleted_rows");
        changes(lake);

        assertThat(lake.delta(ITEMS).newest().columns())
                .containsExactly("id", "word", "big", "_cdc_deleted", "_cdc_deleted_at");
        assertThat(lake.rows(ITEMS))
                .containsExactly(
                        "1|uno|b1|false|null",
                        "2|two|b2|true|1970-01-01 00:02:10+00",
                        "3|three|b3|true|1970-01-01 00:02:00+00",
                        "9|nine|b3|false|null");
    }

    @Test
    void a_deleted_row_that_comes_again_is_no_deleted_row_any_more() {
        Lake lake = lake("include_deleted_rows");
        StagedLogByHand log = changes(lake);
        log.change(ITEMS, 'c', 150, 1, 2L, "zwei", null).publish(160);

        lake.ingest();

        assertThat(lake.rows(ITEMS)).contains("2|zwei|null|false|null").hasSize(4);
    }

    @Test
    void a_truncate_deletes_what_was_there_and_not_what_comes_after() {
        Lake lake = lake("include_deleted_rows");
        StagedLogByHand log = changes(lake);
        log.change(ITEMS, 'c', 150, 1, 4L, "four", null)
                .change(ITEMS, 't', 160, 1)
                .change(ITEMS, 'c', 170, 1, 1L, "new one", null)
                .publish(180);

        lake.ingest();

        assertThat(lake.rows(ITEMS))
                .containsExactly(
                        "1|new one|null|false|null",
                        "2|two|b2|true|1970-01-01 00:02:10+00",
                        "3|three|b3|true|1970-01-01 00:02:00+00",
                        "4|four|null|true|1970-01-01 00:02:40+00",
                        "9|nine|b3|true|1970-01-01 00:02:40+00");
    }

    @Test
    void deleted_rows_stay_over_a_copy_that_does_not_have_them() {
        Lake lake = lake("include_deleted_rows");
        StagedLogByHand log = changes(lake);
        copy(log);

        lake.ingest();

        assertThat(lake.rows(ITEMS))
                .containsExactly(
                        "1|copied|b1|false|null",
                        "2|two|b2|true|1970-01-01 00:02:10+00",
                        "3|back|b3|true|1970-01-01 00:03:30+00",
                        "8|after|null|false|null");
    }

    /** Row 3 is there again and deleted after the copy, row 9 is gone without a trace. */
    private static void copy(StagedLogByHand log) {
        log.event(LogEvent.refreshStarted(ITEMS, 2, Map.of())).publish(160);
        log.change(ITEMS, 'r', 200, 0, 1L, "copied", "b1")
                .change(ITEMS, 'r', 200, 0, 3L, "back", "b3")
                .publishSnapshot(200, 2);
        log.change(ITEMS, 'd', 210, 1, 3L)
                .change(ITEMS, 'c', 210, 2, 8L, "after", null)
                .publish(215);
        log.event(LogEvent.refreshFinished(ITEMS, 2, Map.of("consistent_point", "0/C8", "readable_at", "0/C8")))
                .publish(220);
    }

    @Test
    void each_state_of_a_row_after_a_transaction_is_a_version() {
        Lake lake = lake("scd2");
        StagedLogByHand log = changes(lake);
        log.change(ITEMS, 'u', 150, 1, 1L, "within", ABSENT)
                .change(ITEMS, 'u', 150, 2, 1L, "eins", ABSENT)
                .change(ITEMS, 'u', 151, 1, 1L, "ichi", ABSENT)
                .publish(160);

        lake.ingest();

        assertThat(lake.delta(ITEMS).newest().columns())
                .endsWith("_cdc_valid_from", "_cdc_valid_to", "_cdc_from_lsn", "_cdc_to_lsn");
        assertThat(lake.rows(ITEMS))
                .containsExactly(
                        "1|eins|b1|1970-01-01 00:02:30+00|1970-01-01 00:02:31+00|150|151",
                        "1|ichi|b1|1970-01-01 00:02:31+00|null|151|null",
                        "1|one|b1|1970-01-01 00:01:40+00|1970-01-01 00:02:00+00|100|120",
                        "1|uno|b1|1970-01-01 00:02:00+00|1970-01-01 00:02:30+00|120|150",
                        "2|two|b2|1970-01-01 00:01:40+00|1970-01-01 00:02:10+00|100|130",
                        "3|three|b3|1970-01-01 00:01:40+00|1970-01-01 00:02:00+00|100|120",
                        "9|nine|b3|1970-01-01 00:02:00+00|null|120|null");
    }

    @Test
    void a_truncate_ends_every_version() {
        Lake lake = lake("scd2");
        StagedLogByHand log = changes(lake);
        log.change(ITEMS, 't', 160, 1)
                .change(ITEMS, 'c', 170, 1, 1L, "new one", null)
                .publish(180);

        lake.ingest();

        assertThat(lake.rows(ITEMS))
                .contains(
                        "1|new one|null|1970-01-01 00:02:50+00|null|170|null",
                        "1|uno|b1|1970-01-01 00:02:00+00|1970-01-01 00:02:40+00|120|160",
                        "9|nine|b3|1970-01-01 00:02:00+00|1970-01-01 00:02:40+00|120|160")
                .hasSize(6);
    }

    @Test
    void a_copy_ends_every_version_and_begins_new_ones() {
        Lake lake = lake("scd2");
        StagedLogByHand log = changes(lake);
        copy(log);

        lake.ingest();

        assertThat(lake.rows(ITEMS))
                .containsExactly(
                        "1|copied|b1|1970-01-01 00:03:20+00|null|200|null",
                        "1|one|b1|1970-01-01 00:01:40+00|1970-01-01 00:02:00+00|100|120",
                        "1|uno|b1|1970-01-01 00:02:00+00|1970-01-01 00:03:20+00|120|200",
                        "2|two|b2|1970-01-01 00:01:40+00|1970-01-01 00:02:10+00|100|130",
                        "3|back|b3|1970-01-01 00:03:20+00|1970-01-01 00:03:30+00|200|210",
                        "3|three|b3|1970-01-01 00:01:40+00|1970-01-01 00:02:00+00|100|120",
                        "8|after|null|1970-01-01 00:03:30+00|null|210|null",
                        "9|nine|b3|1970-01-01 00:02:00+00|1970-01-01 00:03:20+00|120|200");
    }

    @Test
    void each_change_is_a_row_of_the_log() {
        Lake lake = lake("append");
        StagedLogByHand log = changes(lake);
        copy(log);
        log.change(ITEMS, 't', 230, 1).publish(240);

        lake.ingest();

        assertThat(lake.delta(ITEMS).newest().columns())
                .containsExactly(
                        "id",
                        "word",
                        "big",
                        "_cdc_op",
                        "_cdc_epoch",
                        "_cdc_commit_lsn",
                        "_cdc_ordinal",
                        "_cdc_commit_ts",
                        "_cdc_unchanged",
                        "_cdc_unrepresentable");
        assertThat(lake.rows(ITEMS))
                .containsExactly(
                        "1|copied|b1|r|1|200|0|1970-01-01 00:03:20+00|null|null",
                        "1|one|b1|c|1|100|1|1970-01-01 00:01:40+00|null|null",
                        "1|uno|null|u|1|120|1|1970-01-01 00:02:00+00|[big]|null",
                        "2|null|null|d|1|130|1|1970-01-01 00:02:10+00|null|null",
                        "2|two|b2|c|1|100|2|1970-01-01 00:01:40+00|null|null",
                        "3|back|b3|r|1|200|0|1970-01-01 00:03:20+00|null|null",
                        "3|null|null|d|1|120|2|1970-01-01 00:02:00+00|null|null",
                        "3|null|null|d|1|210|1|1970-01-01 00:03:30+00|null|null",
                        "3|three|b3|c|1|100|3|1970-01-01 00:01:40+00|null|null",
                        "8|after|null|c|1|210|2|1970-01-01 00:03:30+00|null|null",
                        "9|nine|null|c|1|120|3|1970-01-01 00:02:00+00|[big]|null",
                        "null|null|null|t|1|200|-1|null|null|null",
                        "null|null|null|t|1|230|1|1970-01-01 00:03:50+00|null|null");
    }

    @Test
    void a_table_without_key_cannot_keep_versions() {
        Lake lake = lake("scd2");
        lake.log()
                .table(ITEMS, new TableSchema(List.of(column("word", Primitive.STRING, 1)), List.of()))
                .change(ITEMS, 'c', 100, 1, "a")
                .publish(110);

        lake.ingest();

        assertThat(lake.failures()).containsExactly(entry(ITEMS, IngestErrorCode.KEY_REQUIRED));
    }

    @Test
    void another_mode_needs_a_table_built_again() {
        Lake lake = lake("merge");
        StagedLogByHand log = changes(lake);
        lake.with("table_modes: { \"public.items\": include-deleted-rows }");
        log.change(ITEMS, 'd', 150, 1, 1L).publish(160);

        lake.ingest();
        assertThat(lake.failures()).containsExactly(entry(ITEMS, IngestErrorCode.MODE_CHANGED));
        assertThat(lake.rows(ITEMS)).containsExactly("1|uno|b1", "9|nine|b3");

        lake.rebuild();
        assertThat(lake.rows(ITEMS))
                .containsExactly(
                        "1|uno|b1|true|1970-01-01 00:02:30+00",
                        "2|two|b2|true|1970-01-01 00:02:10+00",
                        "3|three|b3|true|1970-01-01 00:02:00+00",
                        "9|nine|b3|false|null");
        lake.ingest();
        assertThat(lake.failures()).isEmpty();
    }
}
