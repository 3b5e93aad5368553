package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.ColumnShape;
import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.TableShape;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.message.RelationColumn;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import dev.headgate.staging.log.LoadState;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides for every relation of the stream where its rows go: which columns under which types, which key, which
 * destination, which schema version. One reader thread; the catalog is asked only when a relation is new or has changed.
 */
final class TableRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(TableRoutes.class);

    private final SourceConfig source;
    private final TypeProfile profile;
    private final LongFunction<@Nullable TableShape> catalog;
    private final LongConsumer newTables;
    private final ShapeWatch shapeWatch;
    private final boolean binary;
    private final TableVersions versions;
    private final int epoch;
    private final long batchBytesMax;
    private final Map<String, String> facts;
    private final Map<Long, TableShape> shapes = new HashMap<>();
    private final Map<Integer, Relation> accepted = new HashMap<>();
    /** By identity, so that the way of a row allocates nothing; null for relations that are not staged. */
    private final IdentityHashMap<Relation, @Nullable TableRoute> current = new IdentityHashMap<>();

    /** Those of tables that are paused or errored; by identity as well. */
    private final Set<Relation> leftOut = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Map<Integer, TableRoute> routes = new HashMap<>();
    private final Map<TableName, Integer> destinations = new HashMap<>();
    private final Set<TableName> paused = new HashSet<>();

    /**
     * @param tables what the catalog held when the session began
     * @param catalog tells a table by its oid as it is now; null when it is gone
     * @param newTables is told the oid of a table of which nothing was ever staged, and whose rows are wanted
     * @param shapeWatch is told each shape under which rows come
     * @param binary values come in binary form
     * @param facts what every failure of this source carries
     */
    TableRoutes(
            SourceConfig source,
            List<TableShape> tables,
            LongFunction<@Nullable TableShape> catalog,
            LongConsumer newTables,
            ShapeWatch shapeWatch,
            boolean binary,
            LogState log,
            int epoch,
            long batchBytesMax,
            Map<String, String> facts) {
        this.source = source;
        this.profile = TypeProfile.of(source.types());
        this.catalog = catalog;
        this.newTables = newTables;
        this.shapeWatch = shapeWatch;
        this.binary = binary;
        this.versions = new TableVersions(log);
        this.epoch = epoch;
        this.batchBytesMax = batchBytesMax;
        this.facts = facts;
        log.tables().values().stream()
                .filter(state -> state.load() != null && state.load().paused())
                .forEach(state -> paused.add(state.table()));
        tables.forEach(shape -> shapes.put(shape.relationOid(), shape));
    }

    /** The route of an accepted relation; null when its rows are not staged. */
    @Nullable
    TableRoute route(Relation relation) {
        return current.get(relation);
    }

    /** Whether an accepted relation has no route because its table is paused or errored. */
    boolean leavesOut(Relation relation) {
        return leftOut.contains(relation);
    }

    /** Whether the table is paused or errored. */
    boolean leavesOut(TableName destination) {
        return paused.contains(destination);
    }

    /** What the catalog held of a table when it was asked last; null for nothing. */
    @Nullable
    TableShape known(long relationOid) {
        return shapes.get(relationOid);
    }

    /** All routes; for handing over their batches. */
    Iterable<TableRoute> all() {
        return routes.values();
    }

    /**
     * Takes the description of a table under which a row came; does nothing when it is known.
     *
     * @param commitLsn of the transaction that the row is in, unsigned
     * @param replaced is given each route that gets no more rows: what it holds must be handed over first
     * @throws GatewayException DESTINATION_CLASH, METADATA_PREFIX_CLASH, KEY_NOT_COVERED, IDENTITY_MISSING
     * @throws TableErroredException instead, where that is wanted and one table is to blame
     * @throws TextNeededException the session is binary and the table has a column that can be read as text only
     */
    void accept(Relation relation, long commitLsn, Consumer<TableRoute> replaced) {
        if (current.containsKey(relation)) {
            return;
        }
        Relation before = accepted.remove(relation.id());
        if (before != null) {
            // The table has changed since the catalog was read.
            current.remove(before);
            leftOut.remove(before);
            shapes.remove(Integer.toUnsignedLong(relation.id()));
        }
        give(routes.remove(relation.id()), replaced);
        if (source.snapshot().streams()
                && source.selects(relation.namespace(), relation.name())
                && hasColumns(relation)) {
            TableName destination = destination(relation, replaced);
            if (paused.contains(destination)) {
                leftOut.add(relation);
            } else {
                routes.put(relation.id(), build(relation, destination, commitLsn));
            }
        }
        accepted.put(relation.id(), relation);
        current.put(relation, routes.get(relation.id()));
    }

    /** The stream tells that a table was altered, in the transaction that commits there. */
    void altered(long relationOid, long commitLsn) {
        shapeWatch.altered(relationOid, this, commitLsn);
    }

    /** Rows of a table that has no column, or none that is not excluded, hold nothing: there is no file to write. */
    private boolean hasColumns(Relation relation) {
        boolean has = relation.columns().stream()
                .anyMatch(column -> !source.excludesColumn(relation.namespace(), relation.name(), column.name()));
        if (!has) {
            LOG.warn(
                    "table {} has no column to stage; its changes are left out",
                    Identifiers.qualified(relation.namespace(), relation.name()));
        }
        return has;
    }

    private static void give(@Nullable TableRoute route, Consumer<TableRoute> replaced) {
        if (route != null) {
            replaced.accept(route);
        }
    }

    private TableRoute build(Relation relation, TableName destination, long commitLsn) {
        TableShape shape = shape(relation);
        List<String> key = key(relation, shape);
        requireIdentity(relation, key, destination);
        List<RoutedColumn> columns = columns(relation, shape, key);
        if (binary) {
            requireBinary(relation, columns);
        }
        TableSchema schema = schema(relation, shape, columns, key);
        if (versions.isNew(destination) && source.snapshot().wants(relation.namespace(), relation.name())) {
            newTables.accept(Integer.toUnsignedLong(relation.id()));
        }
        shapeWatch.seen(destination, relation, schema, commitLsn);
        TableVersion version = versions.versionOf(
                destination, relation.namespace() + "." + relation.name(), schema, fileSchema(schema, columns));
        BatchPool pool = new BatchPool(version, 2 * batchBytesMax);
        return new TableRoute(relation, columns, source.metadataPrefix(), epoch, pool);
    }

    private static void requireBinary(Relation relation, List<RoutedColumn> columns) {
        for (RoutedColumn column : columns) {
            if (!column.mapping().readsBinary()) {
                throw new TextNeededException(
                        Identifiers.qualified(relation.namespace(), relation.name()), column.name());
            }
        }
    }

    /**
     * What loading a table takes, under the columns, types and key that its streamed rows have.
     *
     * @param published names of the columns that the publication sends
     * @param filter its row filter; null for none
     * @param resumed how far the generation is loaded that the log says is loading; null to begin the next one
     * @return null when the table has no column to stage
     */
    @Nullable
    TableLoad load(TableShape shape, List<String> published, @Nullable String filter, @Nullable LoadState resumed) {
        Relation relation = ShapeRelation.of(shape, published);
        if (!hasColumns(relation)) {
            return null;
        }
        List<String> key = key(relation, shape);
        List<RoutedColumn> columns = columns(relation, shape, key);
        TableSchema schema = schema(relation, shape, columns, key);
        TableSchema fileSchema = fileSchema(schema, columns);
        TableName destination = source.destinationOf(shape.schema(), shape.table());
        requireIdentity(relation, key, destination);
        String name = shape.schema() + "." + shape.table();
        TableVersion version = resumed == null
                ? versions.begin(destination, name, schema, fileSchema)
                : versions.versionOf(destination, name, schema, fileSchema);
        return new TableLoad(version, relation, columns, shape, filter, resumed);
    }

    /**
     * The shape that rows of a table would have in the stream now.
     *
     * @param published names of the columns that the publication sends
     * @return null when the table has no column to stage
     */
    @Nullable
    TableSchema schemaOf(TableShape shape, List<String> published) {
        Relation relation = ShapeRelation.of(shape, published);
        if (!hasColumns(relation)) {
            return null;
        }
        List<String> key = key(relation, shape);
        return schema(relation, shape, columns(relation, shape, key), key);
    }

    /**
     * Rows of this destination are staged under another version from here on, or not at all. What was appended must be
     * handed over.
     */
    void forget(TableName destination, boolean leavesOut) {
        if (leavesOut) {
            paused.add(destination);
        } else {
            paused.remove(destination);
        }
        Integer oid = destinations.get(destination);
        if (oid != null) {
            routes.remove(oid);
            Relation relation = accepted.remove(oid);
            current.remove(relation);
            leftOut.remove(relation);
        }
    }

    private @Nullable TableShape shape(Relation relation) {
        long oid = Integer.toUnsignedLong(relation.id());
        TableShape known = shapes.get(oid);
        if (known != null && describes(known, relation)) {
            return known;
        }
        TableShape now = catalog.apply(oid);
        if (now != null) {
            shapes.put(oid, now);
        }
        return now;
    }

    private static boolean describes(TableShape shape, Relation relation) {
        return shape.schema().equals(relation.namespace())
                && shape.table().equals(relation.name())
                && shape.replicaIdentity() == relation.replicaIdentity()
                && relation.columns().stream().allMatch(column -> describes(shape.column(column.name()), column));
    }

    private static boolean describes(@Nullable ColumnShape shape, RelationColumn column) {
        return shape != null
                && shape.declaredTypeOid() == column.typeId()
                // Of a domain the stream does not tell the modifier.
                && (column.typeModifier() < 0 || shape.typeModifier() == column.typeModifier());
    }

    /** With FULL every column is flagged as key, so the key is the catalog's primary key; else the identity's columns. */
    private List<String> key(Relation relation, @Nullable TableShape shape) {
        if (relation.replicaIdentity() != ReplicaIdentity.FULL) {
            return relation.columns().stream()
                    .filter(RelationColumn::key)
                    .map(RelationColumn::name)
                    .toList();
        }
        List<String> streamed =
                relation.columns().stream().map(RelationColumn::name).toList();
        return shape != null && streamed.containsAll(shape.primaryKey()) ? shape.primaryKey() : List.of();
    }

    /** Without its key the rows that are staged cannot be told apart any more, and no change of them would be sent. */
    private void requireIdentity(Relation relation, List<String> key, TableName destination) {
        if (key.isEmpty()
                && relation.replicaIdentity() != ReplicaIdentity.FULL
                && !versions.keyOf(destination).isEmpty()) {
            throw failure(
                    ErrorCode.IDENTITY_MISSING, "The table had a key, and has no replica identity any more", relation);
        }
    }

    private List<RoutedColumn> columns(Relation relation, @Nullable TableShape shape, List<String> key) {
        List<RoutedColumn> columns = new ArrayList<>();
        for (int i = 0; i < relation.columns().size(); i++) {
            RelationColumn column = relation.columns().get(i);
            if (source.excludesColumn(relation.namespace(), relation.name(), column.name())) {
                if (key.contains(column.name())) {
                    throw failure(
                            ErrorCode.KEY_NOT_COVERED,
                            "Key column " + Identifiers.quote(column.name()) + " is excluded",
                            relation);
                }
            } else {
                ColumnShape found = shape == null ? null : shape.column(column.name());
                TypeMapping mapping = profile.map(TypeProfile.shapeOf(column, found));
                columns.add(new RoutedColumn(column.name(), i, mapping, key.contains(column.name())));
            }
        }
        return columns;
    }

    private TableSchema schema(
            Relation relation, @Nullable TableShape shape, List<RoutedColumn> routed, List<String> key) {
        List<Column> columns = new ArrayList<>();
        List<String> keyInOrder = new ArrayList<>();
        for (RoutedColumn column : routed) {
            if (column.name().startsWith(source.metadataPrefix())) {
                throw failure(
                        ErrorCode.METADATA_PREFIX_CLASH,
                        "Column " + Identifiers.quote(column.name())
                                + " begins with the prefix of the metadata columns",
                        relation);
            }
            ColumnShape found = shape == null ? null : shape.column(column.name());
            columns.add(
                    found == null
                            ? formerColumn(relation, column)
                            : new Column(
                                    column.name(),
                                    column.mapping().type(),
                                    false,
                                    found.attributeNumber(),
                                    found.typeName()));
            if (column.key()) {
                keyInOrder.add(column.name());
            }
        }
        return new TableSchema(columns, relation.replicaIdentity() == ReplicaIdentity.FULL ? key : keyInOrder);
    }

    /** The stream lies behind the catalog: what the log says of a column that the catalog no longer has still holds. */
    private Column formerColumn(Relation relation, RoutedColumn column) {
        TableSchema newest = versions.newest(source.destinationOf(relation.namespace(), relation.name()));
        ColumnType type = column.mapping().type();
        return newest == null
                ? new Column(column.name(), type, false, null, unknownType(relation, column))
                : newest.columns().stream()
                        .filter(former -> former.name().equals(column.name())
                                && former.type().equals(type))
                        .findFirst()
                        .orElseGet(() -> new Column(column.name(), type, false, null, unknownType(relation, column)));
    }

    private static String unknownType(Relation relation, RoutedColumn column) {
        int typeId = relation.columns().get(column.tupleColumn()).typeId();
        return "oid " + Integer.toUnsignedString(typeId);
    }

    private TableSchema fileSchema(TableSchema schema, List<RoutedColumn> routed) {
        List<ColumnType.StructField> keyFields = routed.stream()
                .filter(RoutedColumn::key)
                .map(column -> new ColumnType.StructField(
                        column.name(), column.mapping().type()))
                .toList();
        List<Column> columns = new ArrayList<>(schema.columns());
        columns.addAll(MetadataColumns.columns(source.metadataPrefix(), keyFields));
        return new TableSchema(columns, schema.key());
    }

    /**
     * Two tables of the source must not share a destination. One of the same name that came earlier was dropped or renamed
     * meanwhile: names are unique at any time.
     */
    private TableName destination(Relation relation, Consumer<TableRoute> replaced) {
        TableName destination = source.destinationOf(relation.namespace(), relation.name());
        Integer owner = destinations.put(destination, relation.id());
        TableRoute other = owner == null || owner == relation.id() ? null : routes.get(owner);
        if (other != null && destinationOf(other).equals(destination)) {
            boolean sameName = other.relation().namespace().equals(relation.namespace())
                    && other.relation().name().equals(relation.name());
            if (!sameName) {
                throw failure(
                        ErrorCode.DESTINATION_CLASH,
                        "Two tables of this source lead to destination " + destination,
                        relation);
            }
            routes.remove(owner);
            accepted.remove(owner);
            current.remove(other.relation());
            give(other, replaced);
        }
        return destination;
    }

    private TableName destinationOf(TableRoute route) {
        return source.destinationOf(
                route.relation().namespace(), route.relation().name());
    }

    private RuntimeException failure(ErrorCode code, String what, Relation relation) {
        return failure(relation, new GatewayException(code, what, facts));
    }

    /** What to throw for a failure that is the table's own. */
    RuntimeException failure(Relation relation, GatewayException reason) {
        return TableErroredException.orHalt(
                source,
                source.destinationOf(relation.namespace(), relation.name()),
                relation.namespace() + "." + relation.name(),
                reason.with("table", Identifiers.qualified(relation.namespace(), relation.name())));
    }
}
