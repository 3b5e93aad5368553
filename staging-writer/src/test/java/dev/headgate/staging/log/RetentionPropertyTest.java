package dev.headgate.staging.log;

import static dev.headgate.staging.log.Entries.LINEAGE;
import static dev.headgate.staging.log.Entries.ORDERS_SCHEMA;
import static dev.headgate.staging.log.Entries.SOURCE;
import static dev.headgate.staging.log.Entries.entryPath;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.staging.schema.TableName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a log with two tables, refreshes, consumers, time and purges that crash. After every step a model,
 * which knows nothing of how retention decides, says which files somebody still needs.
 */
class RetentionPropertyTest {
    private static final int SEEDS = 40;
    private static final int STEPS = 120;
    private static final Duration RETENTION = Duration.ofDays(30);
    private static final Duration CONSUMER_MAX_AGE = Duration.ofDays(60);

    @Test
    void retention_never_deletes_what_a_live_consumer_or_a_current_generation_needs() throws IOException {
        int purged = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            History history = new History(seed);
            for (int step = 1; step <= STEPS; step++) {
                history.step();
                history.requireNothingNeededIsGone("seed " + seed + ", step " + step);
            }
            purged += history.purgedFiles();
        }
        assertThat(purged).as("files purged in all histories").isGreaterThan(SEEDS * 5);
    }

    /** What the model knows of an entry. */
    private record Published(LogPosition position, Instant at, List<DataFile> files, List<LogEvent> events) {}

    private static final class History {
        private final Random random;
        private final MemoryStore store = new MemoryStore();
        private final TestClock clock = new TestClock(store);
        private final Consumers consumers = new Consumers(store, SOURCE, clock);
        private final Retention retention = new Retention(store, SOURCE, clock, RETENTION, CONSUMER_MAX_AGE);
        private final List<Published> entries = new ArrayList<>();
        private final List<TableName> tables =
                List.of(new TableName("lake", "s", "one"), new TableName("lake", "s", "two"));
        private CommitLog log;
        private int nextFile;
        private int nextConsumer;

        History(int seed) throws IOException {
            random = new Random(seed);
            log = CommitLog.open(store, SOURCE, 3, failures -> {});
            for (TableName table : tables) {
                publish(
                        List.of(),
                        List.of(new SchemaVersion(table, 1, 1, ORDERS_SCHEMA)),
                        List.of(LogEvent.refreshStarted(table, 1, Map.of())));
            }
        }

        int purgedFiles() {
            int files = 0;
            for (Published entry : entries) {
                for (DataFile file : entry.files()) {
                    files += store.content.containsKey(file.path()) ? 0 : 1;
                }
            }
            return files;
        }

        void step() throws IOException {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> publishRows();
                case 4 -> publishRefresh();
                case 5 -> register();
                case 6, 7, 8 -> advance();
                case 9 -> store.now = store.now.plus(Duration.ofHours(random.nextInt(24 * 20)));
                case 10 -> purge();
                default -> reopen();
            }
        }

        private void publishRows() throws IOException {
            List<DataFile> files = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                TableName table = tables.get(random.nextInt(tables.size()));
                TableState state = log.state().tables().get(table);
                if (state == null) {
                    continue;
                }
                boolean snapshot = state.loading() && random.nextBoolean();
                int generation = state.loading() && !snapshot && random.nextBoolean()
                        ? Math.max(1, state.readableGeneration())
                        : state.generation();
                files.add(file(table, snapshot, generation));
            }
            publish(files, List.of(), List.of());
        }

        private DataFile file(TableName table, boolean snapshot, int generation) {
            String path = "data/" + table.table() + "/" + nextFile++;
            store.put(path, new byte[0]);
            long lsn = log.state().throughLsn();
            return new DataFile(
                    path,
                    snapshot ? FileKind.SNAPSHOT : FileKind.CDC,
                    table,
                    generation,
                    1,
                    1,
                    snapshot ? new OpCounts(0, 0, 0, 1, 0) : new OpCounts(1, 0, 0, 0, 0),
                    1,
                    new RowPosition(lsn, 0),
                    new RowPosition(lsn, 1),
                    0);
        }

        private void publishRefresh() throws IOException {
            TableName table = tables.get(random.nextInt(tables.size()));
            TableState state = log.state().tables().get(table);
            if (state == null) {
                return;
            }
            LogEvent event = state.loading()
                    ? LogEvent.refreshFinished(table, state.generation(), Map.of())
                    : LogEvent.refreshStarted(table, state.generation() + 1, Map.of());
            publish(List.of(), List.of(), List.of(event));
        }

        private void publish(List<DataFile> files, List<SchemaVersion> schemas, List<LogEvent> events)
                throws IOException {
            long through = log.state().throughLsn() + 1;
            log.publish(new EntryDraft(1, LINEAGE, through, 0, null, null, files, schemas, events));
            LogPosition position = log.state().position();
            if (position != null) {
                entries.add(new Published(position, store.now, files, events));
            }
        }

        private void register() throws IOException {
            boolean fromStart = purgedThrough() == 0 && random.nextBoolean();
            consumers.register(
                    "c" + nextConsumer++, fromStart ? null : log.state().position());
        }

        private void advance() throws IOException {
            for (ConsumerState consumer : consumers.list()) {
                int left = entries.size() - (int) consumer.entry();
                if (consumer.live() && left > 0 && random.nextInt(4) > 0) {
                    int target = (int) consumer.entry() + 1 + random.nextInt(left);
                    consumers.advance(consumer.name(), entries.get(target - 1).position());
                }
            }
        }

        private void purge() throws IOException {
            PurgePlan plan = retention.plan(log.state());
            if (random.nextInt(3) == 0) {
                register();
            }
            int[] callsLeft = {random.nextInt(40)};
            store.hook = (call, moment) -> {
                if (callsLeft[0]-- == 0) {
                    throw new MemoryStore.Crash();
                }
            };
            try {
                retention.purge(plan);
            } catch (MemoryStore.Crash e) {
                store.hook = (call, moment) -> {};
                reopen();
            }
            store.hook = (call, moment) -> {};
        }

        private void reopen() throws IOException {
            LogState before = log.state();
            log = CommitLog.open(store, SOURCE, 3, failures -> {});
            assertThat(log.state()).isEqualTo(before);
        }

        private long purgedThrough() throws IOException {
            EntryMark mark = new LogFiles(store, SOURCE).readPurgeMark();
            return mark == null ? 0 : mark.throughEntry();
        }

        void requireNothingNeededIsGone(String where) throws IOException {
            Set<String> needed = new HashSet<>();
            for (ConsumerState consumer : consumers.list()) {
                if (consumer.live()) {
                    needByConsumer((int) consumer.entry(), needed);
                }
            }
            needByCurrentGenerations(needed);
            for (Published entry : entries) {
                boolean young = entry.at().plus(RETENTION).isAfter(store.now);
                for (DataFile file : entry.files()) {
                    if (young) {
                        needed.add(file.path());
                    }
                    if (store.content.containsKey(file.path())) {
                        needed.add(entryPath(entry.position().entry()));
                    }
                }
            }
            assertThat(store.content.keySet()).as(where).containsAll(needed);
        }

        /** Everything after its position; and before it, what it holds back because the generation is loading. */
        private void needByConsumer(int position, Set<String> needed) {
            Map<TableName, Integer> loadingSince = loadingAt(position);
            for (int i = 0; i < entries.size(); i++) {
                Published entry = entries.get(i);
                if (i >= position) {
                    needed.add(entryPath(i + 1L));
                }
                for (DataFile file : entry.files()) {
                    Integer since = loadingSince.get(file.table());
                    if (i >= position || (since != null && i >= since)) {
                        needed.add(file.path());
                    }
                }
            }
        }

        /** The snapshot of each table as it is, and all that belongs to the one being loaded. */
        private void needByCurrentGenerations(Set<String> needed) {
            Map<TableName, Integer> loadingSince = loadingAt(entries.size());
            Map<TableName, Integer> readable = new HashMap<>();
            for (Published entry : entries) {
                for (LogEvent event : entry.events()) {
                    if (event.type().equals(LogEvent.REFRESH_FINISHED)) {
                        readable.put(event.tableName(), event.generation());
                    }
                }
            }
            for (int i = 0; i < entries.size(); i++) {
                for (DataFile file : entries.get(i).files()) {
                    Integer since = loadingSince.get(file.table());
                    boolean ofReadable = Integer.valueOf(file.generation()).equals(readable.get(file.table()));
                    if ((since != null && i >= since) || (ofReadable && file.kind() == FileKind.SNAPSHOT)) {
                        needed.add(file.path());
                    }
                }
            }
        }

        /** Tables that are loading after a number of entries, with the index of the entry that started it. */
        private Map<TableName, Integer> loadingAt(int count) {
            Map<TableName, Integer> loading = new HashMap<>();
            for (int i = 0; i < count; i++) {
                for (LogEvent event : entries.get(i).events()) {
                    if (event.type().equals(LogEvent.REFRESH_STARTED)) {
                        loading.put(event.tableName(), i);
                    } else {
                        loading.remove(event.tableName());
                    }
                }
            }
            return loading;
        }
    }
}
