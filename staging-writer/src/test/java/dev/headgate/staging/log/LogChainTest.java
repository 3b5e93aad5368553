package dev.headgate.staging.log;

import static dev.headgate.staging.log.Entries.SOURCE;
import static dev.headgate.staging.log.Entries.checkpointPath;
import static dev.headgate.staging.log.Entries.entryPath;
import static dev.headgate.staging.log.Entries.event;
import static dev.headgate.staging.log.Entries.idle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is broken in a log is found by whoever opens it, and by a consumer that meets it. */
class LogChainTest {
    private final MemoryStore store = new MemoryStore();
    private final MemoryStore foreign = new MemoryStore();

    @BeforeEach
    void write_two_logs_of_the_same_content() throws IOException {
        for (MemoryStore each : new MemoryStore[] {store, foreign}) {
            CommitLog log = CommitLog.open(each, SOURCE, 100, failures -> {});
            for (int i = 1; i <= 5; i++) {
                log.publish(event(i, "number_" + i));
            }
        }
    }

    @Test
    void a_missing_entry_between_others_is_corrupt() {
        store.content.remove(entryPath(3));
        assertCorrupt(this::open, 3, "missing, but entry 4 exists");
    }

    @Test
    void a_missing_first_entry_is_corrupt() {
        store.content.remove(entryPath(1));
        assertCorrupt(this::open, 1, "missing, but entry 2 exists");
        assertThatCode(() -> readAll(CommitLogReader.after(store, SOURCE, position(2))))
                .as("a reader beyond it does not need it")
                .doesNotThrowAnyException();
    }

    @Test
    void an_entry_under_another_number_is_corrupt() {
        store.put(entryPath(3), bytes(store, 4));
        assertCorrupt(this::open, 3, "it says it is entry 4");
        assertCorrupt(() -> readAll(CommitLogReader.fromStart(store, SOURCE)), 3, "it says it is entry 4");
    }

    @Test
    void an_entry_of_another_log_is_corrupt() {
        store.put(entryPath(3), bytes(foreign, 3));
        assertCorrupt(this::open, 3, "it belongs to log");
        assertCorrupt(() -> readAll(CommitLogReader.fromStart(store, SOURCE)), 3, "it belongs to log");
    }

    @Test
    void an_entry_of_another_source_is_corrupt() throws IOException {
        MemoryStore other = new MemoryStore();
        CommitLog.open(other, "other", 100, failures -> {}).publish(idle(1));
        store.put(
                entryPath(1),
                Objects.requireNonNull(other.content.get(entryPath(1).replace("mfg", "other"))));
        assertCorrupt(this::open, 1, "it belongs to source other");
    }

    @Test
    void a_rewritten_entry_breaks_the_chain_at_the_next_one() throws IOException {
        LogEntry original = LogEntryJson.decode("x", bytes(store, 3));
        store.put(entryPath(3), LogEntryJson.seal(original, "ffffffffffffffff").bytes());
        assertCorrupt(this::open, 4, "it follows commit id");
        assertCorrupt(() -> readAll(CommitLogReader.fromStart(store, SOURCE)), 4, "it follows commit id");
    }

    @Test
    void an_entry_that_does_not_begin_where_the_last_one_ended_is_corrupt() {
        LogEntry e = LogEntryJson.decode("x", bytes(store, 5));
        store.put(
                entryPath(5),
                LogEntryJson.seal(withLsns(e, e.epoch(), 3, 9), "00").bytes());
        assertCorrupt(this::open, 5, "it begins at 0/3, but the entry before ends at 0/4");
    }

    @Test
    void an_entry_that_goes_back_within_its_epoch_is_corrupt() {
        LogEntry e = LogEntryJson.decode("x", bytes(store, 5));
        store.put(entryPath(5), LogEntryJson.seal(withLsns(e, 1, 4, 2), "00").bytes());
        assertCorrupt(this::open, 5, "before 0/4, within one epoch");
    }

    @Test
    void an_entry_of_a_lower_epoch_is_corrupt() throws IOException {
        CommitLog log = CommitLog.open(store, SOURCE, 100, failures -> {});
        log.publish(EntryDraft.ofEvents(2, Entries.LINEAGE, 6, List.of()));
        log.publish(EntryDraft.ofEvents(2, Entries.LINEAGE, 7, List.of()));
        LogEntry e = LogEntryJson.decode("x", bytes(store, 7));
        store.put(entryPath(7), LogEntryJson.seal(withLsns(e, 1, 6, 7), "00").bytes());
        assertCorrupt(this::open, 7, "its epoch 1 is below 2");
    }

    @Test
    void a_truncated_entry_is_corrupt() {
        store.put(entryPath(5), Arrays.copyOf(bytes(store, 5), 100));
        assertCorrupt(this::open, 5, "its hash does not match");
    }

    @Test
    void a_checkpoint_of_another_log_is_corrupt_and_not_believed() throws IOException {
        LogState state = CommitLog.open(foreign, SOURCE, 100, failures -> {}).state();
        store.put(checkpointPath(5), CheckpointJson.encode(state, SOURCE));
        assertThatThrownBy(this::open)
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining(checkpointPath(5))
                .hasMessageContaining("it was made at");
    }

    @Test
    void a_checkpoint_beyond_the_last_entry_tells_of_lost_entries() throws IOException {
        LogState state = CommitLog.open(store, SOURCE, 100, failures -> {}).state();
        store.put(checkpointPath(5), CheckpointJson.encode(state, SOURCE));
        store.content.remove(entryPath(5));
        assertCorrupt(this::open, 5, "a checkpoint of entry 5 exists");
        store.content.keySet().removeIf(path -> !path.endsWith(".checkpoint.json"));
        assertThatThrownBy(this::open)
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining("all entries are missing");
    }

    @Test
    void refresh_notices_a_log_that_was_swapped_while_open() throws IOException {
        CommitLog log = CommitLog.open(store, SOURCE, 100, failures -> {});
        CommitLog.open(foreign, SOURCE, 100, failures -> {}).publish(idle(9));
        store.content.clear();
        store.content.putAll(foreign.content);
        assertCorrupt(log::refresh, 6, "it belongs to log");
        assertThat(log.state().lastEntry()).isEqualTo(5);
    }

    private void open() throws IOException {
        CommitLog.open(store, SOURCE, 100, failures -> {});
    }

    private static void readAll(CommitLogReader reader) throws IOException {
        LogEntry entry;
        do {
            entry = reader.next();
        } while (entry != null);
    }

    private LogPosition position(long entry) {
        return LogEntryJson.decode("x", bytes(store, entry)).position();
    }

    private static byte[] bytes(MemoryStore from, long entry) {
        return Objects.requireNonNull(from.content.get(entryPath(entry)));
    }

    private static LogEntry withLsns(LogEntry e, int epoch, long fromLsn, long throughLsn) {
        return new LogEntry(
                1,
                e.logId(),
                e.entry(),
                "",
                e.previous(),
                SOURCE,
                epoch,
                e.lineage(),
                fromLsn,
                throughLsn,
                0,
                null,
                null,
                e.files(),
                e.schemas(),
                e.events());
    }

    private static void assertCorrupt(ThrowingCallable action, long entry, String problem) {
        assertThatThrownBy(action)
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining(entryPath(entry))
                .hasMessageContaining(problem);
    }
}
