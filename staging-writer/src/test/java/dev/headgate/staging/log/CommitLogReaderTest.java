package dev.headgate.staging.log;

import static dev.headgate.staging.log.Entries.SOURCE;
import static dev.headgate.staging.log.Entries.entryPath;
import static dev.headgate.staging.log.Entries.idle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CommitLogReaderTest {
    private final MemoryStore store = new MemoryStore();

    @Test
    void a_reader_of_a_log_that_does_not_exist_yet_waits_for_entry_1() throws IOException {
        CommitLogReader reader = CommitLogReader.fromStart(store, SOURCE);
        assertThat(reader.next()).isNull();
        assertThat(reader.position()).isNull();
        write(1);
        assertThat(next(reader).entry()).isEqualTo(1);
    }

    @Test
    void entries_come_in_order_and_the_end_is_null_until_more_come() throws IOException {
        CommitLog log = write(2);
        CommitLogReader reader = CommitLogReader.fromStart(store, SOURCE);
        assertThat(next(reader).entry()).isEqualTo(1);
        assertThat(next(reader).entry()).isEqualTo(2);
        assertThat(reader.next()).isNull();
        log.publish(idle(3));
        assertThat(next(reader).position()).isEqualTo(log.state().position());
    }

    @Test
    void a_poll_at_the_end_costs_three_reads_and_no_listing() throws IOException {
        write(2);
        CommitLogReader reader = CommitLogReader.after(store, SOURCE, position(2));
        store.reads = 0;
        store.lists = 0;
        assertThat(reader.next()).isNull();
        assertThat(store.reads).isEqualTo(3);
        assertThat(store.lists).isZero();
    }

    @Test
    void a_reader_resumes_after_its_position() throws IOException {
        write(3);
        CommitLogReader reader = CommitLogReader.after(store, SOURCE, position(2));
        assertThat(reader.position()).isEqualTo(position(2));
        assertThat(next(reader).entry()).isEqualTo(3);
    }

    @Test
    void a_position_in_a_wiped_and_rewritten_log_halts_the_reader() throws IOException {
        write(3);
        LogPosition position = position(2);
        store.content.clear();
        write(3);
        assertThatThrownBy(() -> CommitLogReader.after(store, SOURCE, position))
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining("the log was replaced or restored");
    }

    @Test
    void a_position_beyond_a_wiped_or_shorter_log_halts_the_reader() throws IOException {
        write(3);
        LogPosition position = position(3);
        store.content.remove(entryPath(3));
        assertThatThrownBy(() -> CommitLogReader.after(store, SOURCE, position))
                .isInstanceOf(LogCorruptException.class);
        store.content.clear();
        assertThatThrownBy(() -> CommitLogReader.after(store, SOURCE, position))
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining("missing now");
    }

    @Test
    void a_running_reader_notices_a_log_restored_to_an_earlier_point() throws IOException {
        write(2);
        byte[] olderOne = Objects.requireNonNull(store.content.get(entryPath(1)));
        CommitLogReader reader = CommitLogReader.after(store, SOURCE, position(2));
        store.content.clear();
        store.put(entryPath(1), olderOne);
        assertThatThrownBy(reader::next).isInstanceOf(LogCorruptException.class);
        CommitLog.open(store, SOURCE).publish(idle(2));
        assertThatThrownBy(reader::next)
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining("the log was replaced or restored");
    }

    @Test
    void a_purged_entry_halts_its_reader_wherever_it_stands() throws IOException {
        CommitLog log = write(6);
        LogPosition two = position(2);
        LogPosition four = position(4);
        CommitLogReader running = CommitLogReader.after(store, SOURCE, two);
        purgeThrough(4, log);
        assertThatThrownBy(running::next)
                .isInstanceOf(PurgedEntryException.class)
                .hasMessageContaining("log entry 3 has been purged, as all entries up to 4");
        assertThatThrownBy(() -> CommitLogReader.fromStart(store, SOURCE)).isInstanceOf(PurgedEntryException.class);
        assertThatThrownBy(() -> CommitLogReader.after(store, SOURCE, two)).isInstanceOf(PurgedEntryException.class);
        assertThatThrownBy(() -> running.entry(1)).isInstanceOf(PurgedEntryException.class);
        assertThatThrownBy(() -> running.entry(9)).isInstanceOf(NoSuchFileException.class);
        CommitLogReader exactlyBehind = CommitLogReader.after(store, SOURCE, four);
        assertThat(next(exactlyBehind).entry()).isEqualTo(5);
    }

    @Test
    void a_position_whose_entry_is_purged_still_pins_the_chain() throws IOException {
        CommitLog log = write(6);
        LogPosition right = position(4);
        purgeThrough(4, log);
        LogPosition wrong = new LogPosition(
                right.logId(), 4, right.commitId().replace('a', 'b').replace('0', '1'));
        CommitLogReader reader = CommitLogReader.after(store, SOURCE, wrong);
        assertThatThrownBy(reader::next)
                .isInstanceOf(LogCorruptException.class)
                .hasMessageContaining("it follows commit id");
    }

    @Test
    void one_entry_can_be_read_by_number() throws IOException {
        write(3);
        CommitLogReader reader = CommitLogReader.fromStart(store, SOURCE);
        next(reader);
        assertThat(reader.entry(3).entry()).isEqualTo(3);
        assertThat(next(reader).entry()).isEqualTo(2);
    }

    private CommitLog write(int entries) throws IOException {
        CommitLog log = CommitLog.open(store, SOURCE, 100, failures -> {});
        for (int i = 1; i <= entries; i++) {
            log.publish(idle(i));
        }
        return log;
    }

    private void purgeThrough(long entry, CommitLog log) {
        store.put(
                "_headgate/mfg/purged.json",
                new EntryMark(Objects.requireNonNull(log.state().logId()), entry).encode());
        for (long number = 1; number <= entry; number++) {
            store.content.remove(entryPath(number));
        }
    }

    private LogPosition position(long entry) {
        return LogEntryJson.decode("x", Objects.requireNonNull(store.content.get(entryPath(entry))))
                .position();
    }

    private static LogEntry next(CommitLogReader reader) throws IOException {
        return Objects.requireNonNull(reader.next());
    }
}
