package dev.headgate.staging.log;

import static dev.headgate.staging.log.Entries.COMMIT;
import static dev.headgate.staging.log.Entries.LINEAGE;
import static dev.headgate.staging.log.Entries.ORDERS;
import static dev.headgate.staging.log.Entries.ORDERS_SCHEMA;
import static dev.headgate.staging.log.Entries.SOURCE;
import static dev.headgate.staging.log.Entries.cdc;
import static dev.headgate.staging.log.Entries.changes;
import static dev.headgate.staging.log.Entries.checkpointPath;
import static dev.headgate.staging.log.Entries.entryPath;
import static dev.headgate.staging.log.Entries.event;
import static dev.headgate.staging.log.Entries.idle;
import static dev.headgate.staging.log.Entries.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CommitLogTest {
    private final MemoryStore store = new MemoryStore();

    @Test
    void a_log_without_entries_has_no_position_and_nothing_durable() throws IOException {
        CommitLog log = open();
        assertThat(log.state().exists()).isFalse();
        assertThat(log.state().position()).isNull();
        assertThat(log.durable()).isNull();
        assertThat(store.changes).noneMatch(change -> !change.startsWith("force"));
    }

    @Test
    void entries_are_numbered_from_1_and_each_names_the_one_before() throws IOException {
        CommitLog log = open();
        Durable first = log.publish(idle(0x100));
        Durable second = log.publish(idle(0x200));
        LogEntry one = read(1);
        LogEntry two = read(2);
        assertThat(one.previous()).isNull();
        assertThat(one.fromLsn()).isZero();
        assertThat(one.commitId()).isEqualTo(first.commitId());
        assertThat(two.previous()).isEqualTo(one.commitId());
        assertThat(two.logId()).isEqualTo(one.logId()).hasSize(32);
        assertThat(two.fromLsn()).isEqualTo(0x100);
        assertThat(second.throughLsn()).isEqualTo(0x200);
        assertThat(second.entry()).isEqualTo(2);
    }

    @Test
    void the_state_after_publishing_is_the_state_after_opening_again() throws IOException {
        CommitLog log = open();
        log.publish(event(0x100, "slot_created"));
        log.publish(changes(0x200, List.of(cdc("a", 1, 0x180, 3)), List.of(schema(1, 1))));
        log.publish(changes(0x300, List.of(cdc("b", 1, 0x280, 4), cdc("c", 1, 0x290, 5)), List.of()));
        LogState state = open().state();
        assertThat(state).isEqualTo(log.state());
        assertThat(state.lineage()).isEqualTo(LINEAGE);
        assertThat(state.throughLsn()).isEqualTo(0x300);
        assertThat(state.transactions()).isEqualTo(2);
        assertThat(state.tables())
                .containsExactly(Map.entry(
                        ORDERS,
                        new TableState(
                                ORDERS,
                                1,
                                1,
                                2,
                                1,
                                ORDERS_SCHEMA,
                                new OpCounts(12, 0, 0, 0, 0),
                                3,
                                3_000,
                                0x290,
                                COMMIT,
                                false,
                                null,
                                null)));
        assertThat(state.recentEvents())
                .containsExactly(new LoggedEvent(1, 0x100, new LogEvent("slot_created", Map.of())));
    }

    @Test
    void an_errored_table_is_known_from_the_log_and_from_a_checkpoint_until_its_next_generation() throws IOException {
        TableError error = new TableError("HG-6002", "ROW_TOO_LARGE", "A row is too large", "Give it memory", 0x200);
        CommitLog log = open();
        log.publish(changes(0x200, List.of(cdc("a", 1, 0x180, 3)), List.of(schema(1, 1))));
        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x200, List.of(LogEvent.tableErrored(ORDERS, 2, error))));
        assertErrored(log.state(), error);
        assertErrored(open().state(), error);
        LogState state = log.state();
        assertErrored(CheckpointJson.decode("c", CheckpointJson.encode(state, "mfg"), "mfg", state.lastEntry()), error);

        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x200, List.of(LogEvent.refreshStarted(ORDERS, 3, Map.of()))));
        LoadState again = Objects.requireNonNull(table(open().state()).load());
        assertThat(again.paused()).isFalse();
        assertThat(again.error()).isNull();
    }

    private static void assertErrored(LogState state, TableError error) {
        LoadState load = Objects.requireNonNull(table(state).load());
        assertThat(load.paused()).isTrue();
        assertThat(load.resumable()).isFalse();
        assertThat(load.error()).isEqualTo(error);
        assertThat(table(state).readableGeneration())
                .as("the table stands still")
                .isEqualTo(1);
    }

    private static TableState table(LogState state) {
        return Objects.requireNonNull(state.tables().get(ORDERS));
    }

    @Test
    void an_error_of_a_table_that_is_not_told_whole_is_refused() throws IOException {
        CommitLog log = open();
        LogEvent half = LogEvent.refreshStarted(ORDERS, 2, Map.of("paused", "true", "error", "HG-6002"));
        assertThatThrownBy(() -> log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x100, List.of(half))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("error_name");
    }

    @Test
    void what_was_found_in_the_store_is_proof_only_after_its_names_are_forced() throws IOException {
        open().publish(idle(0x100));
        store.changes.clear();
        CommitLog log = open();
        assertThat(store.changes).containsExactly("force _headgate/mfg/log", "force _headgate/mfg", "force _headgate");
        Durable durable = Objects.requireNonNull(log.durable());
        assertThat(durable.throughLsn()).isEqualTo(0x100);
        assertThat(log.hasPublished(durable)).isFalse();
    }

    @Test
    void an_lsn_above_the_signed_range_is_higher_not_lower() throws IOException {
        CommitLog log = open();
        log.publish(idle(0x7FFF_FFFF_FFFF_FFFFL));
        log.publish(idle(0x8000_0000_0000_0001L));
        assertThat(open().state().throughLsn()).isEqualTo(0x8000_0000_0000_0001L);
        assertThatThrownBy(() -> log.publish(idle(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_new_epoch_may_go_back_and_an_old_one_never_returns() throws IOException {
        CommitLog log = open();
        log.publish(idle(0x500));
        log.publish(EntryDraft.ofEvents(2, LINEAGE, 0x100, List.of()));
        assertThat(open().state().throughLsn()).isEqualTo(0x100);
        assertThat(read(2).fromLsn()).isEqualTo(0x500);
        assertThatThrownBy(() -> log.publish(idle(0x600)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Epoch 1 is below 2");
    }

    @Test
    void a_draft_that_no_reader_could_follow_is_refused_and_writes_nothing() throws IOException {
        CommitLog log = open();
        log.publish(changes(0x100, List.of(), List.of(schema(1, 1))));
        int changes = store.changes.size();
        List<EntryDraft> wrong = List.of(
                idle(0xFF),
                changes(0x200, List.of(), List.of(schema(1, 1))),
                changes(0x200, List.of(cdcOfVersion2()), List.of()),
                event(0x200, LogEvent.REFRESH_STARTED));
        for (EntryDraft draft : wrong) {
            assertThatThrownBy(() -> log.publish(draft)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(store.changes).hasSize(changes);
        log.publish(idle(0x200));
    }

    @Test
    void the_loser_of_a_number_is_fenced_out_for_good() throws IOException {
        CommitLog first = open();
        CommitLog second = open();
        second.publish(idle(0x100));
        assertThatThrownBy(() -> first.publish(idle(0x100)))
                .isInstanceOf(FencedOutException.class)
                .hasMessageContaining(entryPath(1))
                .hasMessageContaining("Two gateways run for one source");
        assertThatThrownBy(() -> first.publish(idle(0x200))).isInstanceOf(FencedOutException.class);
        second.publish(idle(0x200));
        assertThat(read(1).commitId()).isNotEqualTo(read(2).commitId());
    }

    @Test
    void refresh_adds_what_others_published() throws IOException {
        CommitLog log = open();
        assertThat(log.refresh()).isFalse();
        CommitLog other = open();
        other.publish(idle(0x100));
        other.publish(idle(0x200));
        assertThat(log.refresh()).isTrue();
        assertThat(log.state()).isEqualTo(other.state());
        assertThat(log.refresh()).isFalse();
        assertThat(log.publish(idle(0x300)).entry()).isEqualTo(3);
    }

    @Test
    void a_lost_response_after_the_create_is_resolved_by_the_identical_bytes() throws IOException {
        CommitLog log = open();
        store.hook = failing(MemoryStore.Moment.AFTER, 1);
        Durable durable = log.publish(idle(0x100));
        assertThat(durable.commitId()).isEqualTo(read(1).commitId());
        assertThat(log.publish(idle(0x200)).entry()).isEqualTo(2);
    }

    @Test
    void a_failure_before_the_create_is_repeated() throws IOException {
        CommitLog log = open();
        store.hook = failing(MemoryStore.Moment.BEFORE, 7);
        assertThat(log.publish(idle(0x100)).commitId()).isEqualTo(read(1).commitId());
    }

    @Test
    void an_answer_that_never_comes_is_unknown_until_resolve_finds_the_entry() throws IOException {
        CommitLog log = open();
        store.hook = failing(MemoryStore.Moment.AFTER, 8);
        assertThatThrownBy(() -> log.publish(idle(0x100)))
                .isInstanceOf(CommitUnknownException.class)
                .hasMessageContaining("keep all files")
                .hasCauseInstanceOf(IOException.class);
        assertThat(log.durable()).isNull();
        assertThat(log.state().exists()).isFalse();
        assertThatThrownBy(() -> log.publish(idle(0x200))).isInstanceOf(IllegalStateException.class);
        assertThat(log.resolve().throughLsn()).isEqualTo(0x100);
        assertThatThrownBy(log::resolve).isInstanceOf(IllegalStateException.class);
        assertThat(log.publish(idle(0x200)).entry()).isEqualTo(2);
    }

    @Test
    void an_unknown_entry_whose_number_another_writer_took_is_fenced_out() throws IOException {
        CommitLog log = open();
        store.hook = failing(MemoryStore.Moment.BEFORE, 8);
        assertThatThrownBy(() -> log.publish(idle(0x100))).isInstanceOf(CommitUnknownException.class);
        open().publish(idle(0x100));
        assertThatThrownBy(log::resolve).isInstanceOf(FencedOutException.class);
    }

    @Test
    void an_interrupt_while_waiting_leaves_the_outcome_unknown_and_the_flag_set() throws IOException {
        CommitLog log = CommitLog.open(store, SOURCE, 100, failures -> {
            throw new InterruptedException();
        });
        store.hook = failing(MemoryStore.Moment.AFTER, 1);
        assertThatThrownBy(() -> log.publish(idle(0x100))).isInstanceOf(CommitUnknownException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_crash_at_any_call_leaves_the_state_before_or_after() throws IOException {
        for (int calls = 0; ; calls++) {
            MemoryStore fresh = new MemoryStore();
            CommitLog log = CommitLog.open(fresh, SOURCE, 2, failures -> {});
            log.publish(idle(0x100));
            log.publish(changes(0x200, List.of(), List.of(schema(1, 1))));
            log.publish(idle(0x300));
            log.publish(idle(0x400));
            log.publish(idle(0x500));
            LogState before = log.state();
            fresh.hook = new CrashAt(calls);
            boolean crashed = false;
            try {
                log.publish(changes(0x600, List.of(cdc("a", 1, 0x580, 1)), List.of()));
            } catch (MemoryStore.Crash e) {
                crashed = true;
            }
            fresh.hook = (call, moment) -> {};
            CommitLog reopened = CommitLog.open(fresh, SOURCE, 2, failures -> {});
            assertThat(reopened.state().lastEntry())
                    .as("crash at call %d", calls)
                    .isIn(5L, 6L);
            if (reopened.state().lastEntry() == 5) {
                assertThat(reopened.state()).isEqualTo(before);
            } else {
                assertThat(orders(reopened).files()).isEqualTo(1);
                assertThat(reopened.state().throughLsn()).isEqualTo(0x600);
            }
            assertThat(reopened.publish(idle(0x700)).entry())
                    .isEqualTo(reopened.state().lastEntry());
            if (!crashed) {
                // create, create checkpoint, delete the oldest checkpoint: before and after each
                assertThat(calls).isEqualTo(6);
                return;
            }
        }
    }

    @Test
    void a_checkpoint_that_cannot_be_written_is_reported_and_tried_again_but_harms_no_entry() throws IOException {
        CommitLog log = CommitLog.open(store, SOURCE, 2, failures -> {});
        store.hook = (call, moment) -> {
            if (call.endsWith(".checkpoint.json")) {
                throw new IOException("disk is full");
            }
        };
        log.publish(idle(0x100));
        assertThat(log.publish(idle(0x200)).entry()).isEqualTo(2);
        assertThat(log.checkpointFailure()).hasMessage("disk is full");
        store.hook = (call, moment) -> {};
        log.publish(idle(0x300));
        assertThat(log.checkpointFailure()).isNull();
        assertThat(store.content).containsKey(checkpointPath(3)).doesNotContainKey(checkpointPath(2));
    }

    @Test
    void two_checkpoints_are_kept() throws IOException {
        CommitLog log = CommitLog.open(store, SOURCE, 2, failures -> {});
        for (int i = 1; i <= 9; i++) {
            log.publish(idle(i));
        }
        assertThat(store.content.keySet().stream().filter(path -> path.endsWith(".checkpoint.json")))
                .containsExactly(checkpointPath(6), checkpointPath(8));
    }

    @Test
    void a_damaged_checkpoint_is_passed_over_for_the_one_before_and_then_for_the_entries() throws IOException {
        CommitLog log = CommitLog.open(store, SOURCE, 2, failures -> {});
        log.publish(changes(0x100, List.of(cdc("a", 1, 0x80, 1)), List.of(schema(1, 1))));
        for (int i = 2; i <= 5; i++) {
            log.publish(event(0x100 + i, "number_" + i));
        }
        flip(checkpointPath(4), 200);
        assertThat(open().state()).isEqualTo(log.state());
        store.put(checkpointPath(2), new byte[0]);
        store.reads = 0;
        assertThat(open().state()).isEqualTo(log.state());
        assertThat(store.reads).isEqualTo(2 + 5 + 1);
        CommitLog next = CommitLog.open(store, SOURCE, 2, failures -> {});
        next.publish(idle(0x200));
        next.publish(idle(0x300));
        next.publish(idle(0x400));
        assertThat(store.content.keySet().stream().filter(path -> path.endsWith(".checkpoint.json")))
                .containsExactly(checkpointPath(6), checkpointPath(8));
    }

    @Test
    void a_log_of_100_000_entries_opens_with_a_few_reads() throws IOException {
        CommitLog log = open();
        int entries = 100_000;
        for (int i = 1; i <= entries - 1; i++) {
            log.publish(idle(i));
        }
        store.reads = 0;
        store.lists = 0;
        CommitLog reopened = open();
        assertThat(reopened.state()).isEqualTo(log.state());
        assertThat(store.lists).isEqualTo(1);
        // the purge mark, the checkpoint, its entry, and the 99 entries after it
        assertThat(store.reads).isEqualTo(1 + 1 + 1 + 99);
    }

    @Test
    void only_the_newest_events_are_kept() throws IOException {
        CommitLog log = open();
        for (int i = 1; i <= LogState.RECENT_EVENTS_MAX + 5; i++) {
            log.publish(event(i, "number_" + i));
        }
        List<LoggedEvent> events = open().state().recentEvents();
        assertThat(events).hasSize(LogState.RECENT_EVENTS_MAX);
        assertThat(events.get(0).event().type()).isEqualTo("number_6");
    }

    @Test
    void a_generation_is_loading_between_refresh_started_and_finished() throws IOException {
        CommitLog log = open();
        log.publish(new EntryDraft(
                1,
                LINEAGE,
                0x100,
                0,
                null,
                null,
                List.of(),
                List.of(schema(1, 1)),
                List.of(LogEvent.refreshStarted(ORDERS, 1, Map.of("reason", "initial")))));
        assertThat(orders(log).loading()).isTrue();
        assertThat(orders(log).readableGeneration()).isZero();
        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x100, List.of(LogEvent.refreshFinished(ORDERS, 1, Map.of()))));
        assertThat(orders(log).loading()).isFalse();
        assertThat(orders(log).readableSince()).isEqualTo(2);
        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x200, List.of(LogEvent.refreshStarted(ORDERS, 2, Map.of()))));
        assertThat(orders(log).readableGeneration()).isEqualTo(1);
        assertThat(orders(log).generation()).isEqualTo(2);
        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x200, List.of(LogEvent.tableRemoved(ORDERS, Map.of()))));
        assertThat(orders(log).removed()).isTrue();
        assertThat(open().state()).isEqualTo(log.state());
    }

    @Test
    void how_a_table_lies_at_the_source_is_kept_until_it_is_read_again() throws IOException {
        CommitLog log = open();
        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x100, List.of(LogEvent.refreshStarted(ORDERS, 1, Map.of()))));
        log.publish(EntryDraft.ofEvents(
                1, LINEAGE, 0x100, List.of(LogEvent.refreshFinished(ORDERS, 1, Map.of(LogEvent.STORAGE, "then")))));
        assertThat(orders(log).storage()).isEqualTo("then");
        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x200, List.of(LogEvent.tableStorage(ORDERS, "now"))));
        log.publish(EntryDraft.ofEvents(1, LINEAGE, 0x200, List.of(LogEvent.schemaChanged(ORDERS, "a was added"))));
        assertThat(orders(log).storage()).isEqualTo("now");
        assertThat(CheckpointJson.decode("c", CheckpointJson.encode(log.state(), SOURCE), SOURCE, 4))
                .isEqualTo(log.state());
        log.publish(EntryDraft.ofEvents(
                1, LINEAGE, 0x200, List.of(LogEvent.refreshStarted(ORDERS, 2, Map.of(LogEvent.ALTERED, "true")))));
        assertThat(orders(log).storage()).isNull();
        assertThat(open().state()).isEqualTo(log.state());
    }

    private static TableState orders(CommitLog log) {
        return Objects.requireNonNull(log.state().tables().get(ORDERS));
    }

    private static DataFile cdcOfVersion2() {
        DataFile file = cdc("a", 1, 0x180, 1);
        return new DataFile("a", FileKind.CDC, ORDERS, 1, 2, 1, file.ops(), 1, file.min(), file.max(), file.crc32c());
    }

    private CommitLog open() throws IOException {
        return CommitLog.open(store, SOURCE, 100, failures -> {});
    }

    private LogEntry read(long entry) throws IOException {
        return LogEntryJson.decode(entryPath(entry), store.read(entryPath(entry)));
    }

    private void flip(String path, int offset) {
        byte[] bytes = Objects.requireNonNull(store.content.get(path));
        bytes[offset] ^= 1;
    }

    /** Fails the first creates of an entry. */
    private static MemoryStore.Hook failing(MemoryStore.Moment when, int times) {
        List<String> failed = new ArrayList<>();
        return (call, moment) -> {
            if (call.startsWith("create") && moment == when && failed.size() < times) {
                failed.add(call);
                throw new IOException("the connection was reset");
            }
        };
    }

    /** Dies when the store has been called a number of times, counting before and after each change. */
    private static final class CrashAt implements MemoryStore.Hook {
        private int callsLeft;

        private CrashAt(int calls) {
            this.callsLeft = calls;
        }

        @Override
        public void at(String call, MemoryStore.Moment moment) {
            if (callsLeft-- == 0) {
                throw new MemoryStore.Crash();
            }
        }
    }
}
