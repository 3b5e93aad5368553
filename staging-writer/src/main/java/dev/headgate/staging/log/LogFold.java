package dev.headgate.staging.log;

import dev.headgate.staging.schema.TableName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link LogState} being built: entries are added in order, each at the cost of what it holds. One thread. */
final class LogFold {
    private ChainLink link;
    private @Nullable Lineage lineage;
    private long transactions;
    private @Nullable Instant lastCommit;
    private final Map<TableName, TableState> tables;
    private final ArrayDeque<LoggedEvent> recentEvents;

    LogFold() {
        this.link = ChainLink.START;
        this.tables = new LinkedHashMap<>();
        this.recentEvents = new ArrayDeque<>();
    }

    LogFold(LogState state) {
        this.link = new ChainLink(
                state.logId(), state.lastEntry(), state.lastCommitId(), state.epoch(), state.throughLsn());
        this.lineage = state.lineage();
        this.transactions = state.transactions();
        this.lastCommit = state.lastCommit();
        this.tables = new LinkedHashMap<>(state.tables());
        this.recentEvents = new ArrayDeque<>(state.recentEvents());
    }

    ChainLink link() {
        return link;
    }

    /** @throws LogCorruptException the entry does not follow; nothing was added */
    void add(LogEntry entry, String path) {
        link.requireFollowedBy(entry, path);
        try {
            entry.events().forEach(LogEvent::requireFoldable);
        } catch (IllegalArgumentException e) {
            throw new LogCorruptException(path, "one of its events lacks what its type needs", e);
        }
        link = ChainLink.after(entry);
        lineage = entry.lineage();
        transactions += entry.transactions();
        lastCommit = later(lastCommit, entry.lastCommit());
        // Events first: a schema version that comes with "refresh started" belongs to a generation that is loading.
        for (LogEvent event : entry.events()) {
            addEvent(entry, event);
        }
        for (SchemaVersion version : entry.schemas()) {
            addSchema(version, entry.entry());
        }
        for (DataFile file : entry.files()) {
            put(table(file.table()).withFile(file, entry.lastCommit()));
        }
    }

    LogState snapshot() {
        Long through = link.throughLsn();
        return new LogState(
                link.logId(),
                link.entry(),
                link.commitId(),
                link.epoch(),
                lineage,
                through == null ? 0 : through,
                transactions,
                lastCommit,
                new LinkedHashMap<>(tables),
                List.copyOf(recentEvents));
    }

    private void addEvent(LogEntry entry, LogEvent event) {
        if (recentEvents.size() == LogState.RECENT_EVENTS_MAX) {
            recentEvents.removeFirst();
        }
        recentEvents.addLast(new LoggedEvent(entry.entry(), entry.throughLsn(), event));
        switch (event.type()) {
            case LogEvent.REFRESH_STARTED -> {
                TableState table = table(event.tableName());
                put(table.withGeneration(
                        event.generation(), event.paused() ? LoadState.leftOut(event.error()) : LoadState.STARTED));
            }
            case LogEvent.REFRESH_FINISHED -> {
                TableState table = table(event.tableName());
                put(table.withReadable(event.generation(), entry.entry(), event.storage()));
            }
            case LogEvent.CHUNK_FINISHED -> {
                LoadState load = loading(event);
                if (load != null) {
                    put(table(event.tableName())
                            .withLoad(load.withChunk(
                                    event.consistentPoint(), event.throughKey(), event.layout(), event.last())));
                }
            }
            case LogEvent.RESUME_UNSAFE -> {
                LoadState load = loading(event);
                if (load != null) {
                    put(table(event.tableName()).withLoad(load.withoutResume()));
                }
            }
            case LogEvent.TABLE_REMOVED -> put(table(event.tableName()).withRemoved());
            case LogEvent.TABLE_STORAGE -> {
                String storage = event.storage();
                if (storage != null) {
                    put(table(event.tableName()).withStorage(storage));
                }
            }
            default -> {
                // Other types are for people and for the gateway; they change nothing that is folded.
            }
        }
    }

    /** The load that an event belongs to; null when another generation has begun since. */
    private @Nullable LoadState loading(LogEvent event) {
        TableState table = table(event.tableName());
        return table.generation() == event.generation() ? table.load() : null;
    }

    private void addSchema(SchemaVersion version, long entry) {
        TableState table = table(version.table());
        TableState known = version.generation() > table.generation()
                ? table.withReadable(version.generation(), entry, null)
                : table;
        put(known.withSchema(version.schemaVersion(), version.schema()));
    }

    private TableState table(TableName name) {
        TableState known = tables.get(name);
        return known != null ? known : TableState.unknown(name);
    }

    private void put(TableState table) {
        tables.put(table.table(), table);
    }

    private static @Nullable Instant later(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isAfter(b) ? a : b;
    }
}
