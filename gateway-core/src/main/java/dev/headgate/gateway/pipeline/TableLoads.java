package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.config.TablePattern;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.SnapshotMetrics;
import dev.headgate.gateway.source.Catalog;
import dev.headgate.gateway.source.PublicationState;
import dev.headgate.gateway.source.PublishedTable;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.staging.log.LoadState;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.schema.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tables are to be loaded, are being loaded, and cannot be loaded.
 *
 * <p>A generation begins in the log before its consistent point is known: "refresh started" is in the entry that is made
 * when the load begins, and only then is a snapshot exported. So every row that an earlier entry names lies below the
 * consistent point, and a consumer that holds the table's rows back from that entry on has all that it needs.
 *
 * <p>{@link #begin} and what follows a cut belong to the reader thread; the rest may be called from any.
 */
final class TableLoads {
    private static final Logger LOG = LoggerFactory.getLogger(TableLoads.class);
    private static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final SourceConfig source;
    private final Catalog catalog;
    private final List<String> publications;
    private final SnapshotMetrics metrics;
    /** Oid of the table and when its load is due, by the nano clock. */
    private final Map<Long, Long> requests = new LinkedHashMap<>();

    /** Those requests that ask for a pause. */
    private final Set<Long> pauses = new HashSet<>();

    /** Those requests that come from a change of the table itself, so that what is staged no longer stands for it. */
    private final Set<Long> altered = new HashSet<>();

    private final Map<Long, LoadState> resumable = new HashMap<>();
    private final Map<TableName, TableLoad> active = new ConcurrentHashMap<>();
    private final Map<TableName, GatewayException> failures = new ConcurrentHashMap<>();
    private final Queue<TableLoad> finished = new ConcurrentLinkedQueue<>();
    private final List<LogEvent> pendingEvents = new ArrayList<>();
    private volatile long awaitedLsn;

    /**
     * @param catalog used by the reader thread only
     * @param publications names of those that the session streams
     */
    TableLoads(SourceConfig source, Catalog catalog, List<String> publications, SnapshotMetrics metrics) {
        this.source = source;
        this.catalog = catalog;
        this.publications = publications;
        this.metrics = metrics;
    }

    /** At the start of a session: asks for the tables that were never loaded, and those whose load did not end. */
    void requestMissing(LogState log) {
        for (PublicationState publication : published()) {
            for (PublishedTable table : publication.tables()) {
                if (source.selects(table.schema(), table.table())) {
                    requestMissing(table, log.tables().get(source.destinationOf(table.schema(), table.table())));
                }
            }
        }
    }

    private void requestMissing(PublishedTable table, @Nullable TableState state) {
        if (state == null || state.generation() == 0 || state.removed()) {
            if (source.snapshot().wants(table.schema(), table.table())) {
                request(table.relationOid());
            }
        } else if (state.loading()) {
            LoadState load = state.load();
            if (load != null && load.paused()) {
                return;
            }
            if (load != null && load.resumable()) {
                resumable.put(table.relationOid(), load);
            }
            request(table.relationOid());
        }
    }

    /** Asks for all matching tables to be loaded again. */
    void refresh(TablePattern tables) {
        for (PublishedTable table : matching(tables)) {
            LOG.info("table {} is refreshed", table.qualifiedName());
            synchronized (this) {
                pauses.remove(table.relationOid());
                requests.put(table.relationOid(), System.nanoTime());
            }
        }
    }

    /** Asks for the changes of all matching tables to be left out. */
    void pause(TablePattern tables) {
        for (PublishedTable table : matching(tables)) {
            LOG.info("table {} is paused", table.qualifiedName());
            synchronized (this) {
                pauses.add(table.relationOid());
                requests.put(table.relationOid(), System.nanoTime());
            }
        }
    }

    private List<PublishedTable> matching(TablePattern tables) {
        return published().stream()
                .flatMap(publication -> publication.tables().stream())
                .filter(table ->
                        tables.matches(table.schema(), table.table()) && source.selects(table.schema(), table.table()))
                .toList();
    }

    /** The same for a table that was altered: what the entry that says so has of it does not count for the one before. */
    synchronized void readAltered(long relationOid) {
        altered.add(relationOid);
        requests.put(relationOid, System.nanoTime());
    }

    /** Has the changes of a table left out that was altered. */
    synchronized void pauseAltered(long relationOid) {
        pauses.add(relationOid);
        readAltered(relationOid);
    }

    /**
     * Whether a row is one of the generation that is the table, or of the one that is being read. One from before the
     * consistent point of a generation is of no table that anybody will see.
     *
     * @param commitLsn of the row, unsigned
     */
    synchronized boolean counts(TableName destination, long relationOid, long commitLsn) {
        TableLoad load = active.get(destination);
        return !requests.containsKey(relationOid) && (load == null || load.reaches(commitLsn));
    }

    /** Whether a table is neither being read nor waits for it; the log may not say yet that it was. */
    synchronized boolean isIdle(TableName destination, long relationOid) {
        return !requests.containsKey(relationOid) && !active.containsKey(destination);
    }

    /** The table has left; what was being read of it is given up. */
    void remove(TableName table) {
        TableLoad load = active.remove(table);
        if (load != null) {
            load.abandon();
        }
        failures.remove(table);
        tell(LogEvent.tableRemoved(table, Map.of()));
    }

    /** Says something in the next entry, which is made soon. */
    void tell(LogEvent event) {
        pendingEvents.add(event);
    }

    /** A generation that has become the table since the last call; null for none. */
    @Nullable
    TableLoad takeFinished() {
        return finished.poll();
    }

    /** Asks for a table to be loaded, with the next entry. */
    void request(long relationOid) {
        request(relationOid, 0);
    }

    /** Gives a load up; the table is loaded again from the beginning, as the next generation. */
    void restart(TableLoad load) {
        load.abandon();
        metrics.restart();
        request(load.relationOid(), RESTART_NANOS);
    }

    /** The same, after a while: reading it has failed. */
    void restartLater(TableLoad load) {
        load.abandon();
        metrics.restart();
        request(load.relationOid(), FAILED_NANOS);
    }

    private synchronized void request(long relationOid, long delayNanos) {
        requests.putIfAbsent(relationOid, System.nanoTime() + delayNanos);
    }

    /** Whether an entry is to be made because a load is due, or something has to be said. */
    synchronized boolean isDue(long now) {
        return !pendingEvents.isEmpty() || requests.values().stream().anyMatch(dueNanos -> now - dueNanos >= 0);
    }

    /** Whether nothing is being loaded or waits for it. */
    synchronized boolean isIdle() {
        return requests.isEmpty() && active.isEmpty();
    }

    /** Why a table cannot be loaded for the time being; null when there is none. */
    @Nullable
    GatewayException failure() {
        return failures.isEmpty() ? null : failures.values().iterator().next();
    }

    /** The loads that begin with the entry that is cut now. */
    List<TableLoad> begin(TableRoutes routes, long now) {
        List<Long> due = takeDue(now);
        if (due.isEmpty()) {
            return List.of();
        }
        List<PublicationState> current = published();
        List<TableLoad> loads = new ArrayList<>();
        for (long oid : due) {
            TableLoad load = loadUnlessErrored(oid, current, routes);
            if (load != null) {
                TableLoad before = active.remove(load.version().table());
                if (before != null) {
                    before.abandon();
                }
                failures.remove(load.version().table());
                if (takeAltered(oid)) {
                    load.followsAlteration();
                }
                if (takePause(oid)) {
                    load.pause();
                } else {
                    active.put(load.version().table(), load);
                }
                loads.add(load);
            }
        }
        return loads;
    }

    private synchronized boolean takePause(long oid) {
        return pauses.remove(oid);
    }

    private synchronized boolean takeAltered(long oid) {
        return altered.remove(oid);
    }

    private synchronized List<Long> takeDue(long now) {
        List<Long> due = new ArrayList<>();
        Iterator<Map.Entry<Long, Long>> each = requests.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Long, Long> request = each.next();
            if (now - request.getValue() >= 0) {
                due.add(request.getKey());
                each.remove();
            }
        }
        return due;
    }

    /** A table that is errored, and is to be read again although its cause is still there, stays as it is. */
    private @Nullable TableLoad loadUnlessErrored(long oid, List<PublicationState> current, TableRoutes routes) {
        try {
            return load(oid, current, routes);
        } catch (TableErroredException e) {
            if (!routes.leavesOut(e.destination())) {
                throw e;
            }
            LOG.error(
                    "table {} is still errored, and is not read again: {}",
                    e.table(),
                    e.reason().what(),
                    e.reason());
            return null;
        }
    }

    private @Nullable TableLoad load(long oid, List<PublicationState> current, TableRoutes routes) {
        TableShape shape = catalog.table(oid);
        LoadState resumed = resumable.remove(oid);
        if (shape == null || !source.selects(shape.schema(), shape.table()) || !isPublished(oid, current)) {
            LOG.info("a table that was to be loaded is gone or no longer published (oid {})", oid);
            forget(oid, current);
            return null;
        }
        return routes.load(shape, catalog.publishedColumns(shape, current), filter(oid, current), resumed);
    }

    /** Gives the load of a table up that is gone; one that was created in its place is loaded instead. */
    private void forget(long oid, List<PublicationState> current) {
        for (TableLoad load : List.copyOf(active.values())) {
            if (load.relationOid() == oid) {
                TableName destination = load.version().table();
                active.remove(destination);
                current.stream()
                        .flatMap(publication -> publication.tables().stream())
                        .filter(table -> table.relationOid() != oid
                                && source.destinationOf(table.schema(), table.table())
                                        .equals(destination))
                        .forEach(table -> request(table.relationOid()));
            }
        }
    }

    /** Names of the columns of a table that are published. */
    List<String> publishedColumns(TableShape table) {
        return catalog.publishedColumns(table, published());
    }

    private static boolean isPublished(long oid, List<PublicationState> current) {
        return current.stream()
                .flatMap(publication -> publication.tables().stream())
                .anyMatch(table -> table.relationOid() == oid);
    }

    /** A row is published when one of the publications wants it. */
    private static @Nullable String filter(long oid, List<PublicationState> current) {
        List<PublishedTable> memberships = current.stream()
                .flatMap(publication -> publication.tables().stream())
                .filter(table -> table.relationOid() == oid)
                .toList();
        if (memberships.stream().anyMatch(table -> table.filter() == null)) {
            return null;
        }
        return memberships.stream()
                .map(table -> Objects.requireNonNull(table.filter()))
                .distinct()
                .collect(Collectors.joining(") OR ("));
    }

    /** At a time of the schedule: asks for all tables again, but those that are paused or errored, or are still read. */
    void requestAgain(LogState log) {
        for (PublicationState publication : published()) {
            for (PublishedTable table : publication.tables()) {
                TableName destination = source.destinationOf(table.schema(), table.table());
                TableState state = log.tables().get(destination);
                boolean leftOut =
                        state != null && state.load() != null && state.load().paused();
                if (!leftOut
                        && !active.containsKey(destination)
                        && source.snapshot().wants(table.schema(), table.table())) {
                    request(table.relationOid());
                }
            }
        }
    }

    /** The tables that are streamed; of a source that streams none, those that it selects. */
    private List<PublicationState> published() {
        if (!source.snapshot().streams()) {
            return List.of(selected());
        }
        List<PublicationState> states = new ArrayList<>();
        for (String name : publications) {
            PublicationState state = catalog.publication(name);
            if (state != null) {
                states.add(state);
            }
        }
        return states;
    }

    private PublicationState selected() {
        List<PublishedTable> tables = catalog.tables().stream()
                .filter(table -> !table.partition() && source.selects(table.schema(), table.table()))
                .map(table -> new PublishedTable(table.relationOid(), 0, table.schema(), table.table(), null, null))
                .toList();
        return new PublicationState(source.publication(), 0, false, false, false, false, false, true, tables);
    }

    /** What the entry says that is cut now: of these loads, and what has happened since the last one. */
    List<LogEvent> takeEvents(List<TableLoad> begun) {
        List<LogEvent> events = new ArrayList<>(pendingEvents);
        pendingEvents.clear();
        for (TableLoad load : begun) {
            if (!load.continued()) {
                events.add(LogEvent.refreshStarted(
                        load.version().table(), load.version().generation(), details(load)));
            }
        }
        return events;
    }

    private static Map<String, String> details(TableLoad load) {
        Map<String, String> details = new LinkedHashMap<>();
        if (load.pauses()) {
            details.put(LogEvent.PAUSED, "true");
        }
        if (load.isAltered()) {
            details.put(LogEvent.ALTERED, "true");
        }
        return details;
    }

    /** A row got another key, and not all its values came with it: a load that is cut off now cannot be resumed. */
    void movedPartially(TableVersion version) {
        TableLoad load = active.get(version.table());
        if (load != null && !load.partiallyMoved()) {
            load.markPartiallyMoved();
            pendingEvents.add(
                    LogEvent.resumeUnsafe(load.version().table(), load.version().generation()));
        }
    }

    /** A generation is the table. */
    void finished(TableLoad load) {
        finished.add(load);
        active.remove(load.version().table(), load);
    }

    /** A table cannot be read for the time being; null when it can again. */
    void failed(TableLoad load, @Nullable GatewayException failure) {
        load.progress().failed(failure);
        if (failure == null) {
            failures.remove(load.version().table());
        } else {
            failures.put(load.version().table(), failure);
        }
    }

    /** What is being loaded. */
    List<LoadProgress> progress() {
        return active.values().stream().map(TableLoad::progress).toList();
    }

    /** A generation becomes the table as soon as an entry reaches this position; 0 for none. */
    void await(long lsn) {
        awaitedLsn = lsn;
    }

    /** The position of {@link #await}. */
    long awaitedLsn() {
        return awaitedLsn;
    }
}
