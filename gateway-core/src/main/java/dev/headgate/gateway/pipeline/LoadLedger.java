package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.source.TableStorage;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.staging.log.LoadState;
import dev.headgate.staging.log.LogEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings chunks, which are read in any order, into the log in their own order, and decides when a generation is the table:
 * once all its chunks are in the log and the stream is staged up to the highest consistent point of them.
 *
 * <p>Chunks that were read at different consistent points add up to the table only if no row left an unread chunk for one
 * that was read, and left values behind: see {@link TableLoad#partiallyMoved}. Staging thread, but for {@link #arrived}.
 */
final class LoadLedger {
    private static final Logger LOG = LoggerFactory.getLogger(LoadLedger.class);

    private final TableLoads loads;
    private final Queue<LoadedChunk> arrived = new ConcurrentLinkedQueue<>();
    private final Map<TableLoad, Account> accounts = new LinkedHashMap<>();

    /** What is known of one load. */
    private static final class Account {
        private final Map<Integer, LoadedChunk> early = new HashMap<>();
        private int chunks;
        private long consistentPoint;
        private long highestPoint;
        private boolean complete;

        private Account(@Nullable LoadState resumed) {
            if (resumed != null) {
                chunks = resumed.chunks();
                consistentPoint = resumed.consistentPoint();
                highestPoint = resumed.highestPoint();
                complete = resumed.complete();
            }
        }

        private void add(LoadedChunk chunk) {
            chunks++;
            if (chunks == 1) {
                consistentPoint = chunk.consistentPoint();
            }
            if (Lsn.compare(chunk.consistentPoint(), highestPoint) > 0) {
                highestPoint = chunk.consistentPoint();
            }
            complete = chunk.chunk().last();
        }
    }

    LoadLedger(TableLoads loads) {
        this.loads = loads;
    }

    /** A chunk was read. Any thread; a task that publishes it follows. */
    void arrived(LoadedChunk chunk) {
        arrived.add(chunk);
    }

    /** A load begins or goes on with the entry that is being made. */
    void begin(TableLoad load) {
        accounts.keySet()
                .removeIf(other -> other.version().table().equals(load.version().table()));
        accounts.put(load, new Account(load.resumed()));
    }

    /** The chunks that can be published now, all before them being published. */
    List<LoadedChunk> takeInOrder() {
        List<LoadedChunk> ready = new ArrayList<>();
        List<LoadedChunk> ahead = new ArrayList<>();
        for (LoadedChunk chunk = arrived.poll(); chunk != null; chunk = arrived.poll()) {
            Account account = accounts.get(chunk.load());
            if (account == null) {
                // The entry that its load begins with was handed over, and is still to be made; or another generation
                // has begun since.
                if (!chunk.load().isGivenUp()) {
                    ahead.add(chunk);
                }
            } else {
                account.early.put(chunk.chunk().number(), chunk);
                LoadedChunk next = account.early.remove(account.chunks + 1);
                while (next != null) {
                    account.add(next);
                    ready.add(next);
                    next = account.early.remove(account.chunks + 1);
                }
            }
        }
        arrived.addAll(ahead);
        return ready;
    }

    /** The events of generations that are whole in an entry that ends at this position, which then says so. */
    List<LogEvent> takeFinished(long throughLsn) {
        List<LogEvent> events = new ArrayList<>();
        Iterator<Map.Entry<TableLoad, Account>> each = accounts.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<TableLoad, Account> entry = each.next();
            Account account = entry.getValue();
            if (account.complete && !entry.getKey().isGivenUp() && isStagedThrough(throughLsn, account)) {
                each.remove();
                finish(entry.getKey(), account, events);
            }
        }
        loads.await(accounts.values().stream()
                .filter(account -> account.complete)
                .mapToLong(account -> account.highestPoint)
                .reduce(0, (left, right) -> Lsn.compare(left, right) > 0 ? left : right));
        return events;
    }

    /** Chunks of different consistent points agree only once the stream is there: until then they show two moments. */
    private static boolean isStagedThrough(long throughLsn, Account account) {
        return Lsn.compare(throughLsn, account.highestPoint) >= 0;
    }

    private void finish(TableLoad load, Account account, List<LogEvent> events) {
        TableVersion version = load.version();
        if (load.resumed() != null && hasLostValues(load)) {
            LOG.info(
                    "table {} is read again: rows of it moved to other keys, without all their values, while it was read"
                            + " before and after a restart",
                    version.sourceName());
            loads.restart(load);
            return;
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put(LogEvent.CONSISTENT_POINT, Lsn.toString(account.consistentPoint));
        details.put(LogEvent.READABLE_AT, Lsn.toString(account.highestPoint));
        TableStorage storage = load.storage();
        if (storage != null) {
            details.put(LogEvent.STORAGE, storage.text());
        }
        events.add(LogEvent.refreshFinished(version.table(), version.generation(), details));
        loads.finished(load);
        LOG.info(
                "table {} is loaded: {} rows as of {}",
                version.sourceName(),
                load.progress().rows(),
                Lsn.toString(account.consistentPoint));
    }

    private static boolean hasLostValues(TableLoad load) {
        return load.partiallyMoved();
    }
}
