package dev.headgate.staging.log;

import static dev.headgate.staging.log.Entries.LINEAGE;
import static dev.headgate.staging.log.Entries.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.staging.store.LocalStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers that race for one log on a real directory, each with its own store as two processes have. */
class TwoWritersTest {
    private static final int WRITERS = 4;
    private static final int ROUNDS = 25;

    @TempDir
    private Path root;

    @Test
    void exactly_one_writer_wins_each_entry_and_all_others_are_fenced_out()
            throws IOException, InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                race(threads, round);
            }
        } finally {
            threads.shutdownNow();
        }
        CommitLogReader reader = CommitLogReader.fromStart(new LocalStore(root), SOURCE);
        for (int round = 1; round <= ROUNDS; round++) {
            LogEntry entry = reader.next();
            assertThat(entry).isNotNull();
        }
        assertThat(reader.next()).isNull();
    }

    private void race(ExecutorService threads, int round) throws IOException, InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        List<Future<@Nullable Durable>> results = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            CommitLog log = CommitLog.open(new LocalStore(root), SOURCE);
            String name = "writer_" + writer;
            Callable<@Nullable Durable> publish = () -> {
                start.await();
                try {
                    return log.publish(EntryDraft.ofEvents(1, LINEAGE, round, List.of(new LogEvent(name, Map.of()))));
                } catch (FencedOutException e) {
                    assertThat(e.entry()).isEqualTo(round);
                    return null;
                }
            };
            results.add(threads.submit(publish));
        }
        List<String> winners = new ArrayList<>();
        for (Future<@Nullable Durable> result : results) {
            Durable durable = result.get();
            if (durable != null) {
                assertThat(durable.entry()).isEqualTo(round);
                winners.add(durable.commitId());
            }
        }
        LogState state = CommitLog.open(new LocalStore(root), SOURCE).state();
        assertThat(state.lastEntry()).isEqualTo(round);
        assertThat(winners).as("winners of entry %d", round).containsExactly(state.lastCommitId());
    }
}
