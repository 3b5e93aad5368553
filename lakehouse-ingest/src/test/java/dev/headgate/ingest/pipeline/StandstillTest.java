package dev.headgate.ingest.pipeline;

import static dev.headgate.ingest.pipeline.StagedLogByHand.ABSENT;
import static dev.headgate.ingest.pipeline.StagedLogByHand.column;
import static dev.headgate.ingest.pipeline.StagedLogByHand.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.staging.log.Consumers;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that fails or is paused, beside one that goes on. */
final class StandstillTest {
    private static final TableName BAD = name("bad");
    private static final TableName GOOD = name("good");
    private static final TableSchema KEYED = new TableSchema(
            List.of(
                    column("id", Primitive.INT64, 1),
                    column("word", Primitive.STRING, 2),
                    column("big", Primitive.STRING, 3)),
            List.of("id"));

    @TempDir
    private Path directory;

    private Lake lake;
    private StagedLogByHand log;

    @BeforeEach
    void open() {
        lake = new Lake(directory).with("retry: { max_retries: 2, backoff: 10s, max_backoff: 15s }");
        log = lake.log();
        log.table(BAD, KEYED)
                .table(GOOD, KEYED)
                .change(BAD, 'c', 100, 1, 1L, "one", "b1")
                .change(GOOD, 'c', 100, 2, 1L, "one", "b1")
                .publish(110);
        lake.ingest();
    }

    /** Moves a staged file of the table away: what is missing can come back. */
    private Path hideNewestFile(TableName table) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("staging"))) {
            Path newest = files.filter(file -> file.toString().endsWith(".parquet"))
                    .filter(file -> file.toString().contains("/" + table.table() + "/"))
                    .max(Path::compareTo)
                    .orElseThrow();
            return Files.move(newest, newest.resolveSibling(newest.getFileName() + ".hidden"));
        }
    }

    private static void show(Path hidden) throws IOException {
        Files.move(hidden, hidden.resolveSibling(hidden.getFileName().toString().replace(".hidden", "")));
    }

    @Test
    void a_table_that_fails_stands_still_and_the_others_go_on() {
        publishBrokenChange();
        log.change(BAD, 'c', 140, 1, 3L, "three", null)
                .change(GOOD, 'c', 140, 2, 3L, "three", null)
                .publish(150);
        lake.ingest();

        assertThat(lake.failures()).containsExactly(entry(BAD, IngestErrorCode.CHANGE_CONTRADICTS));
        assertThat(lake.rows(BAD)).containsExactly("1|one|b1");
        assertThat(lake.rows(GOOD)).containsExactly("1|one|b1", "3|three|null");
        PipelineStatus.Table status = lake.status(BAD);
        assertThat(status.state()).isEqualTo("failed");
        assertThat(status.standsAt()).isEqualTo(1);
        assertThat(status.nextAttempt()).isNull();
        assertThat(lake.status(GOOD).state()).isEqualTo("live");
    }

    @Test
    void a_new_copy_at_the_source_heals_a_table() {
        publishBrokenChange();
        lake.ingest();
        log.event(LogEvent.refreshStarted(BAD, 2, Map.of())).publish(160);
        log.change(BAD, 'r', 200, 0, 7L, "copied", "b").publishSnapshot(200, 2);
        log.event(LogEvent.refreshFinished(BAD, 2, Map.of("consistent_point", "0/C8", "readable_at", "0/C8")))
                .publish(210);
        log.change(BAD, 'c', 220, 1, 8L, "after", null).publish(230);

        lake.ingest();

        assertThat(lake.failures()).isEmpty();
        assertThat(lake.rows(BAD)).containsExactly("7|copied|b", "8|after|null");
    }

    private void publishBrokenChange() {
        log.change(BAD, 'd', 120, 1, 1L).change(BAD, 'd', 120, 2, 1L).publish(130);
    }

    @Test
    void a_failure_that_may_pass_is_tried_again_with_longer_pauses_and_not_for_ever() throws IOException {
        log.change(BAD, 'c', 120, 1, 2L, "two", null).publish(130);
        Path hidden = hideNewestFile(BAD);
        lake.ingest();
        assertThat(lake.failures()).containsExactly(entry(BAD, IngestErrorCode.LAKE_IO));

        lake.passes(Duration.ofSeconds(9));
        lake.ingest();
        assertThat(lake.status(BAD).attempts()).isEqualTo(1);
        lake.passes(Duration.ofSeconds(1));
        lake.ingest();
        assertThat(lake.status(BAD).attempts()).isEqualTo(2);
        lake.passes(Duration.ofSeconds(15));
        lake.ingest();
        assertThat(lake.status(BAD).attempts()).isEqualTo(3);
        assertThat(lake.status(BAD).nextAttempt()).isNull();

        show(hidden);
        lake.passes(Duration.ofDays(1));
        lake.ingest();
        assertThat(lake.rows(BAD)).containsExactly("1|one|b1");
        lake.order(BAD, orders -> orders.resume(BAD.toString()));
        lake.ingest();
        assertThat(lake.rows(BAD)).containsExactly("1|one|b1", "2|two|null");
        assertThat(lake.failures()).isEmpty();
    }

    @Test
    void a_table_catches_up_with_what_was_staged_while_it_stood_still() throws IOException {
        log.change(BAD, 'c', 120, 1, 2L, "two", "b2").publish(130);
        Path hidden = hideNewestFile(BAD);
        lake.ingest();
        log.change(BAD, 'u', 140, 1, 2L, "zwei", ABSENT).publish(150);
        log.change(BAD, 'd', 160, 1, 1L).publish(170);
        lake.ingest();
        assertThat(lake.rows(BAD)).containsExactly("1|one|b1");

        show(hidden);
        lake.passes(Duration.ofMinutes(1));
        lake.ingest();

        assertThat(lake.rows(BAD)).containsExactly("2|zwei|b2");
        assertThat(lake.delta(BAD).newest().transactions()).containsValue(4L);
    }

    @Test
    void retention_waits_for_a_table_that_stands_still() throws IOException {
        log.change(BAD, 'c', 120, 1, 2L, "two", "b2").publish(130);
        Path hidden = hideNewestFile(BAD);
        lake.ingest();
        log.change(GOOD, 'c', 140, 1, 2L, "two", null).publish(150);
        lake.ingest();

        assertThat(consumedEntry()).isEqualTo(1);

        show(hidden);
        lake.passes(Duration.ofMinutes(1));
        lake.ingest();
        assertThat(consumedEntry()).isEqualTo(3);
    }

    private long consumedEntry() throws IOException {
        try (LocalStore store = new LocalStore(directory.resolve("staging"))) {
            return new Consumers(store, StagedLogByHand.SOURCE, Clock.systemUTC())
                    .read(SourceIngest.consumerName("lake"))
                    .entry();
        }
    }

    @Test
    void a_paused_table_stands_still_until_it_is_resumed() {
        lake.order(BAD, orders -> orders.pause(BAD.toString()));
        log.change(BAD, 'c', 120, 1, 2L, "two", null)
                .change(GOOD, 'c', 120, 2, 2L, "two", null)
                .publish(130);
        lake.ingest();

        assertThat(lake.rows(BAD)).containsExactly("1|one|b1");
        assertThat(lake.rows(GOOD)).containsExactly("1|one|b1", "2|two|null");
        assertThat(lake.status(BAD).state()).isEqualTo("paused");
        assertThat(lake.failures()).isEmpty();

        lake.order(BAD, orders -> orders.resume(BAD.toString()));
        lake.ingest();

        assertThat(lake.rows(BAD)).containsExactly("1|one|b1", "2|two|null");
        assertThat(lake.status(BAD).state()).isEqualTo("live");
    }

    @Test
    void a_generation_that_was_completed_during_a_pause_becomes_the_table_after_it() {
        lake.order(BAD, orders -> orders.pause(BAD.toString()));
        log.event(LogEvent.refreshStarted(BAD, 2, Map.of())).publish(160);
        log.change(BAD, 'r', 200, 0, 7L, "copied", "b").publishSnapshot(200, 2);
        log.event(LogEvent.refreshFinished(BAD, 2, Map.of("consistent_point", "0/C8", "readable_at", "0/C8")))
                .publish(210);
        log.change(BAD, 'c', 220, 1, 8L, "after", null).publish(230);
        lake.ingest();
        assertThat(lake.rows(BAD)).containsExactly("1|one|b1");

        lake.order(BAD, Orders::resume);
        lake.ingest();

        assertThat(lake.rows(BAD)).containsExactly("7|copied|b", "8|after|null");
    }

    @Test
    void a_paused_pipeline_applies_nothing() {
        lake.order(BAD, orders -> orders.pause());
        log.change(GOOD, 'c', 120, 1, 2L, "two", null).publish(130);
        lake.ingest();
        assertThat(lake.rows(GOOD)).containsExactly("1|one|b1");

        lake.order(BAD, Orders::resume);
        lake.ingest();
        assertThat(lake.rows(GOOD)).containsExactly("1|one|b1", "2|two|null");
    }

    @Test
    void a_table_that_nobody_knows_cannot_be_paused() {
        assertThatThrownBy(() -> lake.order(name("typo"), orders -> orders.pause("typo")))
                .hasMessageContaining("no table db.public.typo; it has: db.public.bad, db.public.good");
    }

    @Test
    void a_table_that_is_not_selected_is_not_written_and_is_built_when_it_is_selected_again() {
        lake.with("exclude: [public.bad]");
        log.change(BAD, 'c', 120, 1, 2L, "two", null)
                .change(GOOD, 'c', 120, 2, 2L, "two", null)
                .publish(130);
        lake.ingest();
        assertThat(lake.rows(BAD)).containsExactly("1|one|b1");
        assertThat(lake.rows(GOOD)).containsExactly("1|one|b1", "2|two|null");
        assertThat(lake.status(BAD).state()).isEqualTo("left-out");

        lake.with();
        lake.ingest();
        assertThat(lake.rows(BAD)).containsExactly("1|one|b1", "2|two|null");
    }
}
