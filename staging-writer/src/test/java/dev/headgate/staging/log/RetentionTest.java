package dev.headgate.staging.log;

import static dev.headgate.staging.log.Entries.ORDERS;
import static dev.headgate.staging.log.Entries.SOURCE;
import static dev.headgate.staging.log.Entries.cdc;
import static dev.headgate.staging.log.Entries.changes;
import static dev.headgate.staging.log.Entries.checkpointPath;
import static dev.headgate.staging.log.Entries.entryPath;
import static dev.headgate.staging.log.Entries.files;
import static dev.headgate.staging.log.Entries.idle;
import static dev.headgate.staging.log.Entries.schema;
import static dev.headgate.staging.log.Entries.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final MemoryStore store = new MemoryStore();
    private final Consumers consumers = new Consumers(store, SOURCE, new TestClock(store));
    private final Retention retention =
            new Retention(store, SOURCE, new TestClock(store), DAY.multipliedBy(30), DAY.multipliedBy(90));
    private long lsn;

    @Test
    void nothing_is_purged_from_a_log_that_does_not_exist() throws IOException {
        PurgePlan plan = retention.plan(open().state());
        assertThat(plan.isEmpty()).isTrue();
        assertThat(retention.purge(plan)).isTrue();
    }

    @Test
    void old_consumed_files_go_and_their_entries_after_them() throws IOException {
        CommitLog log = write(10);
        age(31);
        PurgePlan plan = retention.plan(log.state());
        // Checkpoints at 8 and 10: resuming from the older one needs entry 8.
        assertThat(plan.throughEntry()).isEqualTo(7);
        assertThat(plan.dataFiles()).containsExactly("d/1", "d/2", "d/3", "d/4", "d/5", "d/6", "d/7");
        assertThat(plan.dataBytes()).isEqualTo(7_000);
        store.changes.clear();
        assertThat(retention.purge(plan)).isTrue();
        assertThat(store.changes.get(0)).isEqualTo("replace _headgate/mfg/purged.json");
        assertThat(store.changes.subList(1, 9))
                .containsExactly(
                        "delete d/1",
                        "delete d/2",
                        "delete d/3",
                        "delete d/4",
                        "delete d/5",
                        "delete d/6",
                        "delete d/7",
                        "force d");
        assertThat(store.changes.subList(9, 16)).allMatch(change -> change.startsWith("delete _headgate/mfg/log/"));
        assertThat(open().state()).isEqualTo(log.state());
        assertThat(open().publish(idle(lsn + 1)).entry()).isEqualTo(11);
    }

    @Test
    void what_is_young_stays() throws IOException {
        CommitLog log = write(6);
        age(20);
        append(log, 6);
        age(11);
        assertThat(retention.plan(log.state()).throughEntry()).isEqualTo(6);
    }

    @Test
    void what_a_live_consumer_has_not_read_stays_until_it_expires() throws IOException {
        CommitLog log = write(10);
        consumers.register("slow", log.state().position());
        consumers.remove("slow");
        consumers.register("slow", positionOf(3));
        age(31);
        assertThat(retention.plan(log.state()).throughEntry()).isEqualTo(3);
        age(60);
        assertThat(retention.plan(log.state()).throughEntry()).isEqualTo(7);
        assertThat(consumers.read("slow").live()).isFalse();
    }

    @Test
    void a_consumer_that_registers_between_plan_and_purge_stops_the_purge() throws IOException {
        CommitLog log = write(10);
        age(31);
        PurgePlan plan = retention.plan(log.state());
        consumers.register("new", null);
        store.changes.clear();
        assertThat(retention.purge(plan)).isFalse();
        assertThat(store.changes).isEmpty();
    }

    @Test
    void without_two_intact_checkpoints_nothing_is_purged() throws IOException {
        CommitLog log = write(10);
        age(31);
        store.put(checkpointPath(10), new byte[0]);
        assertThat(retention.plan(log.state()).throughEntry()).isZero();
    }

    @Test
    void the_current_generations_snapshot_stays_with_its_entry_until_the_next_is_loaded() throws IOException {
        CommitLog log = open();
        log.publish(started(1));
        store.put("d/s1", new byte[0]);
        log.publish(files(lsn, List.of(snapshot("d/s1", 1, 1, 5))));
        log.publish(files(lsn, List.of(), LogEvent.refreshFinished(ORDERS, 1, Map.of())));
        append(log, 9);
        age(31);
        assertThat(retention.purge(retention.plan(log.state()))).isTrue();
        assertThat(store.content).containsKeys("d/s1", entryPath(2)).doesNotContainKeys(entryPath(1), entryPath(3));
        log.publish(new EntryDraft(
                1,
                Entries.LINEAGE,
                lsn,
                0,
                null,
                null,
                List.of(),
                List.of(),
                List.of(LogEvent.refreshStarted(ORDERS, 2, Map.of()))));
        append(log, 9);
        age(31);
        assertThat(retention.plan(log.state()).dataFiles()).as("loading").isEmpty();
        log.publish(files(lsn, List.of(), LogEvent.refreshFinished(ORDERS, 2, Map.of())));
        assertThat(retention.plan(log.state()).dataFiles()).contains("d/s1");
    }

    @Test
    void files_of_a_generation_stay_for_a_consumer_that_has_not_seen_it_finished() throws IOException {
        CommitLog log = open();
        log.publish(started(1));
        append(log, 3);
        consumers.register("holds_rows_back", log.state().position());
        append(log, 1);
        log.publish(files(lsn, List.of(), LogEvent.refreshFinished(ORDERS, 1, Map.of())));
        append(log, 9);
        age(31);
        assertThat(retention.plan(log.state()).dataFiles()).isEmpty();
        consumers.advance("holds_rows_back", Objects.requireNonNull(log.state().position()));
        assertThat(retention.plan(log.state()).dataFiles()).contains("d/2", "d/3", "d/4");
    }

    @Test
    void the_files_of_a_removed_table_are_not_held() throws IOException {
        CommitLog log = open();
        log.publish(started(1));
        store.put("d/s1", new byte[0]);
        log.publish(files(lsn, List.of(snapshot("d/s1", 1, 1, 5))));
        log.publish(files(lsn, List.of(), LogEvent.tableRemoved(ORDERS, Map.of())));
        for (int i = 0; i < 5; i++) {
            log.publish(idle(lsn));
        }
        age(31);
        assertThat(retention.plan(log.state()).dataFiles()).containsExactly("d/s1");
    }

    @Test
    void a_crash_at_any_call_leaves_no_file_without_entry_and_the_next_run_finishes() throws IOException {
        for (int calls = 0; ; calls++) {
            store.content.clear();
            lsn = 0;
            CommitLog log = write(10);
            age(31);
            PurgePlan plan = retention.plan(log.state());
            int crashAt = calls;
            int[] seen = {0};
            store.hook = (call, moment) -> {
                if (seen[0]++ == crashAt) {
                    throw new MemoryStore.Crash();
                }
            };
            boolean crashed = false;
            try {
                retention.purge(plan);
            } catch (MemoryStore.Crash e) {
                crashed = true;
            }
            store.hook = (call, moment) -> {};
            for (int i = 1; i <= 10; i++) {
                if (store.content.containsKey("d/" + i)) {
                    assertThat(store.content).as("crash at call %d", calls).containsKey(entryPath(i));
                }
            }
            assertThat(open().state()).isEqualTo(log.state());
            assertThat(retention.purge(retention.plan(log.state()))).isTrue();
            assertThat(store.content).doesNotContainKeys("d/1", "d/7", entryPath(1), entryPath(7));
            if (!crashed) {
                assertThat(calls).isEqualTo(2 * (1 + 7 + 1 + 7));
                return;
            }
        }
    }

    @Test
    void a_purge_mark_of_another_log_stops_everything() throws IOException {
        CommitLog log = write(10);
        age(31);
        store.put("_headgate/mfg/purged.json", new EntryMark("other", 1).encode());
        PurgePlan plan = retention.plan(log.state());
        assertThatThrownBy(() -> retention.purge(plan)).isInstanceOf(LogCorruptException.class);
        assertThatThrownBy(this::open).isInstanceOf(LogCorruptException.class);
        assertThat(store.content).containsKey("d/1");
    }

    private EntryDraft started(int generation) {
        return new EntryDraft(
                1,
                Entries.LINEAGE,
                lsn,
                0,
                null,
                null,
                List.of(),
                List.of(schema(generation, 1)),
                List.of(LogEvent.refreshStarted(ORDERS, generation, Map.of())));
    }

    private CommitLog open() throws IOException {
        return CommitLog.open(store, SOURCE, 2, failures -> {});
    }

    /** A log whose entry n names the file d/n. */
    private CommitLog write(int entries) throws IOException {
        CommitLog log = open();
        append(log, entries);
        return log;
    }

    private void append(CommitLog log, int entries) throws IOException {
        for (int i = 0; i < entries; i++) {
            lsn++;
            String path = "d/" + (log.state().lastEntry() + 1);
            store.put(path, new byte[0]);
            List<SchemaVersion> schemas = new ArrayList<>();
            if (!log.state().tables().containsKey(ORDERS)) {
                schemas.add(schema(1, 1));
            }
            log.publish(changes(lsn, List.of(cdc(path, 1, lsn, 1)), schemas));
        }
    }

    private LogPosition positionOf(long entry) {
        return LogEntryJson.decode("x", Objects.requireNonNull(store.content.get(entryPath(entry))))
                .position();
    }

    private void age(int days) {
        store.now = store.now.plus(DAY.multipliedBy(days));
    }
}
