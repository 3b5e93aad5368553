package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.Catalog;
import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.PublishedTable;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.gateway.source.TableStorage;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that tables change, in the stream and in the catalog, and decides what becomes of those whose staged rows are no
 * longer what the source shows. One reader thread.
 *
 * <p>A shape is compared with that of the generation which is the table, or is being read. Rows from before a generation's
 * consistent point do not count for it, whatever their shape.
 */
final class TableShapes implements ShapeWatch {
    private static final Logger LOG = LoggerFactory.getLogger(TableShapes.class);

    private final SourceConfig source;
    private final Catalog catalog;
    private final TableLoads loads;
    private final Map<String, String> facts;
    /** The shape that staged rows of a table count under. */
    private final Map<TableName, TableSchema> settled = new HashMap<>();

    private final Map<TableName, TableStorage> storages = new HashMap<>();
    /** When a storage became the one to compare with: what was seen before says nothing. */
    private final Map<TableName, Long> sinceNanos = new HashMap<>();

    private final Set<TableName> compared = new HashSet<>();
    /** Tables that were new at a look: one of which nothing can be staged stays new. */
    private final Set<Subject> asked = new HashSet<>();

    private Set<TableName> missing = Set.of();
    private long missingSinceNanos;
    private final long createdNanos = System.nanoTime();

    /** A table at the source, and where it leads. */
    private record Subject(TableName destination, long oid, String schema, String table) {}

    /** @param catalog used by the reader thread only */
    TableShapes(SourceConfig source, Catalog catalog, TableLoads loads, LogState log, Map<String, String> facts) {
        this.source = source;
        this.catalog = catalog;
        this.loads = loads;
        this.facts = facts;
        log.tables().forEach((table, state) -> {
            TableSchema schema = state.schema();
            String storage = state.storage();
            if (schema != null) {
                settled.put(table, schema);
            }
            if (storage != null) {
                storages.put(table, TableStorage.parse(storage));
            }
        });
    }

    /** A generation begins: its shape is the one that counts from its consistent point on. */
    void begun(TableLoad load) {
        takeLoaded();
        settled.put(load.version().table(), load.version().schema());
        storages.remove(load.version().table());
    }

    @Override
    public void seen(TableName destination, Relation relation, TableSchema schema, long commitLsn) {
        takeLoaded();
        TableSchema before = settled.putIfAbsent(destination, schema);
        long oid = Integer.toUnsignedLong(relation.id());
        boolean same = schema.equals(before) && isSameTable(destination, oid);
        if (before == null || same || !loads.counts(destination, oid, commitLsn)) {
            return;
        }
        TableStorage now = catalog.storages(List.of(oid)).get(oid);
        if (now == null) {
            // It is gone, and what is left of its rows does not matter for long.
            return;
        }
        Subject table = new Subject(destination, oid, relation.namespace(), relation.name());
        ShapeDifference difference = difference(table, before, schema, now);
        if (difference.breaks()) {
            act(table, difference);
        } else {
            settled.put(destination, schema);
            remember(destination, now);
            tell(table, difference.text());
        }
    }

    @Override
    public void altered(long relationOid, TableRoutes routes, long commitLsn) {
        takeLoaded();
        TableShape shape = catalog.table(relationOid);
        TableStorage now = catalog.storages(List.of(relationOid)).get(relationOid);
        if (shape == null || now == null) {
            return;
        }
        TableName destination = source.destinationOf(shape.schema(), shape.table());
        TableStorage before = storages.get(destination);
        boolean isNews = before != null
                && before.relationOid() == relationOid
                && !now.since(before).equals(before)
                && source.snapshot().wants(shape.schema(), shape.table())
                && !routes.leavesOut(destination)
                && loads.counts(destination, relationOid, commitLsn);
        if (isNews) {
            compare(new Subject(destination, relationOid, shape.schema(), shape.table()), before, now, routes);
        }
    }

    /** Whether it is not another one that got the name of the one before. */
    private boolean isSameTable(TableName destination, long oid) {
        TableStorage storage = storages.get(destination);
        return storage == null || storage.relationOid() == oid;
    }

    /** Rows of a table that is not read at first were never the whole table: only their types and key matter. */
    private ShapeDifference difference(Subject table, TableSchema before, TableSchema schema, TableStorage now) {
        ShapeDifference shape = ShapeDifference.of(before, schema);
        TableStorage storage = storages.get(table.destination());
        boolean whole = source.snapshot().wants(table.schema(), table.table());
        return storage == null || !whole ? shape : shape.and(ShapeDifference.of(storage, now, before, schema));
    }

    /** Generations that have become the table bring with them how the table lay when they were read. */
    private void takeLoaded() {
        for (TableLoad load = loads.takeFinished(); load != null; load = loads.takeFinished()) {
            TableStorage storage = load.storage();
            if (storage != null) {
                replace(load.version().table(), storage);
            }
        }
    }

    private void remember(TableName destination, TableStorage now) {
        TableStorage before = storages.get(destination);
        TableStorage kept = before == null ? now : now.since(before);
        if (!kept.equals(before)) {
            replace(destination, kept);
            loads.tell(LogEvent.tableStorage(destination, kept.text()));
        }
    }

    private void replace(TableName destination, TableStorage storage) {
        storages.put(destination, storage);
        sinceNanos.put(destination, System.nanoTime());
    }

    private void tell(Subject table, String what) {
        if (!what.isEmpty()) {
            LOG.info("table {}.{} has changed: {}", table.schema(), table.table(), what);
            loads.tell(LogEvent.schemaChanged(table.destination(), what));
        }
    }

    private void act(Subject table, ShapeDifference difference) {
        switch (source.schemaChange()) {
            case REFRESH -> {
                tell(table, difference.text() + "; the table is read again");
                loads.readAltered(table.oid());
            }
            case PAUSE -> {
                tell(
                        table,
                        difference.text() + "; its changes are left out until: headgate resume " + source.name() + " "
                                + table.schema() + "." + table.table());
                loads.pauseAltered(table.oid());
            }
            case FAIL -> {
                String name = Identifiers.qualified(table.schema(), table.table());
                throw new GatewayException(
                                ErrorCode.SCHEMA_CHANGED,
                                "What is staged of table " + name + " is no longer what the source shows: "
                                        + difference.text(),
                                facts)
                        .with("table", name);
            }
        }
    }

    /**
     * Compares the catalog with the log: tables that came, left or changed without a row that tells.
     *
     * @param log up to the newest entry
     */
    void look(TableLook look, LogState log, TableRoutes routes) {
        takeLoaded();
        if (look.startedNanos() - createdNanos < 0) {
            return;
        }
        Set<TableName> seen = new HashSet<>();
        for (PublishedTable published : look.tables()) {
            TableName destination = source.destinationOf(published.schema(), published.table());
            Subject table = new Subject(destination, published.relationOid(), published.schema(), published.table());
            seen.add(destination);
            TableStorage storage = look.storages().get(table.oid());
            if (storage != null && loads.isIdle(destination, table.oid())) {
                look(look, table, log.tables().get(destination), storage, routes);
            }
        }
        removeMissing(look, log, seen);
    }

    private void look(
            TableLook look, Subject table, @Nullable TableState state, TableStorage storage, TableRoutes routes) {
        if (!source.snapshot().wants(table.schema(), table.table())) {
            return;
        }
        if (state == null || state.generation() == 0 || state.removed()) {
            if (asked.add(table)) {
                LOG.info("table {}.{} is published now, and is read", table.schema(), table.table());
                loads.request(table.oid());
            }
            return;
        }
        TableStorage before = storages.get(table.destination());
        Long since = sinceNanos.get(table.destination());
        boolean stale = since != null && look.startedNanos() - since < 0;
        boolean same = before != null && storage.since(before).equals(before);
        if (!state.loading() && !stale && (!same || isConfiguredOtherwise(table, routes))) {
            compare(table, before, storage, routes);
        }
    }

    /** Once in a session: columns that were left out may be wanted now, without any change at the source. */
    private boolean isConfiguredOtherwise(Subject table, TableRoutes routes) {
        TableSchema was = settled.get(table.destination());
        TableShape shape = compared.add(table.destination()) ? routes.known(table.oid()) : null;
        return was != null
                && shape != null
                && shape.columns().stream()
                        .filter(column -> !column.generated()
                                && !source.excludesColumn(table.schema(), table.table(), column.name()))
                        .anyMatch(column -> was.columns().stream()
                                .noneMatch(staged -> staged.name().equals(column.name())));
    }

    private void compare(Subject table, @Nullable TableStorage before, TableStorage now, TableRoutes routes) {
        TableSchema was = settled.get(table.destination());
        TableShape shape = catalog.table(table.oid());
        TableSchema present = shape == null ? null : routes.schemaOf(shape, loads.publishedColumns(shape));
        if (before == null || was == null || present == null) {
            remember(table.destination(), now);
            return;
        }
        ShapeDifference storage = ShapeDifference.of(before, now, was, present);
        ShapeDifference both = ShapeDifference.of(was, present).and(storage);
        if (both.breaks()) {
            act(table, both);
        } else {
            // What is new of its columns is told with the first row that has them.
            remember(table.destination(), now);
            tell(table, storage.text());
        }
    }

    /** A table that two looks in a row do not show has left: one that was created between is not taken for it. */
    private void removeMissing(TableLook look, LogState log, Set<TableName> seen) {
        Set<TableName> absent = new HashSet<>();
        log.tables().forEach((table, state) -> {
            if (!state.removed() && state.schemaVersion() > 0 && !seen.contains(table)) {
                absent.add(table);
            }
        });
        if (look.startedNanos() - missingSinceNanos >= 0) {
            for (TableName table : absent) {
                if (missing.contains(table)) {
                    LOG.info("table {} is no longer published, or no longer selected", table);
                    storages.remove(table);
                    asked.removeIf(subject -> subject.destination().equals(table));
                    loads.remove(table);
                }
            }
        }
        missing = absent;
        missingSinceNanos = System.nanoTime();
    }
}
