package dev.headgate.gateway.source;

import dev.headgate.gateway.config.PublicationMode;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Creates or adopts the source's publications so that the application's own statements keep working.
 *
 * <p>Publishing a table is not harmless: an UPDATE or DELETE of a table whose old rows cannot be identified fails once
 * the table is in a publication that publishes them, and so does one whose column list leaves out a column of the
 * identity. Therefore, before anything is created:
 *
 * <ul>
 *   <li>a table without primary key and without another identity, or with a partition like that (the identity of a
 *       partition is its own, not its parent's), goes into a second publication that publishes inserts
 *       only, named like the first with {@code _inserts} appended;
 *   <li>a column of the identity cannot be excluded;
 *   <li>a table with REPLICA IDENTITY FULL gets no column list: the gateway drops its excluded columns itself;
 *   <li>a row filter may use columns of the identity only, unless the identity is FULL or only inserts are published.
 * </ul>
 */
public final class PublicationSetup {
    /** What is appended to the name of the publication for tables that only publish inserts. */
    public static final String INSERTS_SUFFIX = "_inserts";

    private static final int COLUMN_LISTS_SINCE = 15;
    private static final int ROW_FILTERS_SINCE = 15;

    private final SourceConfig source;
    private final ControlSession control;
    private final Catalog catalog;

    /** Works over {@code control}, on the thread that owns it. */
    public PublicationSetup(SourceConfig source, ControlSession control) {
        this.source = source;
        this.control = control;
        this.catalog = new Catalog(control);
    }

    /**
     * The publications to stream from, created where they are missing and may be created.
     *
     * @param mayCreate false once a commit log exists: a publication that is missing then means lost changes
     * @throws GatewayException PUBLICATION_MISSING, APPLICATION_HARM, PRIVILEGE_MISSING; nothing was changed
     */
    public List<PublicationState> adoptOrCreate(boolean mayCreate) {
        PublicationState existing = catalog.publication(source.publication());
        if (existing == null) {
            if (!mayCreate || source.publicationMode() == PublicationMode.ADOPT) {
                throw missing("");
            }
            create();
        }
        List<PublicationState> publications = present();
        refuseHarm(publications);
        publications.forEach(this::refuseUnfiltered);
        return publications;
    }

    /**
     * The publications to stream from, which must be there; whether they do harm is left to the caller.
     *
     * @throws GatewayException PUBLICATION_MISSING, ROW_FILTER_UNUSABLE
     */
    public List<PublicationState> adopt() {
        if (catalog.publication(source.publication()) == null) {
            throw missing("");
        }
        List<PublicationState> publications = present();
        publications.forEach(this::refuseUnfiltered);
        return publications;
    }

    private List<PublicationState> present() {
        List<PublicationState> publications = new ArrayList<>();
        addIfPresent(publications, catalog.publication(source.publication()));
        addIfPresent(publications, catalog.publication(source.publication() + INSERTS_SUFFIX));
        return publications;
    }

    private static void addIfPresent(List<PublicationState> publications, @Nullable PublicationState publication) {
        if (publication != null) {
            publications.add(publication);
        }
    }

    private void create() {
        // Another source of the same database may have been faster.
        if (!catalog.createPublications(createStatements(), () -> refuseHarm(present()))
                && catalog.publication(source.publication()) == null) {
            throw missing(
                    ", and cannot be created because " + source.publication() + INSERTS_SUFFIX + " exists already");
        }
    }

    private GatewayException missing(String why) {
        return control.failures()
                .failure(
                        ErrorCode.PUBLICATION_MISSING,
                        "Publication " + source.publication() + " does not exist" + why,
                        null);
    }

    /**
     * The statements that create the publications for the tables that are there now: one, or two when a selected table
     * has no identity. Nothing is run.
     *
     * @throws GatewayException APPLICATION_HARM when a column of an identity is excluded, ROW_FILTER_UNUSABLE when the server
     *     has no row filters
     */
    public List<String> createStatements() {
        List<TableShape> tables = catalog.tables().stream()
                .filter(table -> source.snapshot().streams() && source.selects(table.schema(), table.table()))
                .filter(table -> !table.partition())
                .toList();
        tables.forEach(this::refuseExcludedIdentity);
        tables.forEach(this::refuseUnknownFilter);
        Set<Long> unidentified = catalog.rootsWithUnidentifiedPartitions();
        Map<Boolean, List<TableShape>> identified = tables.stream()
                .collect(Collectors.partitioningBy(
                        table -> table.identifiesRows() && !unidentified.contains(table.relationOid())));
        List<String> statements = new ArrayList<>();
        statements.add(createSql(source.publication(), identified.getOrDefault(true, List.of()), ""));
        List<TableShape> insertsOnly = identified.getOrDefault(false, List.of());
        if (!insertsOnly.isEmpty()) {
            statements.add(createSql(source.publication() + INSERTS_SUFFIX, insertsOnly, "publish = 'insert', "));
        }
        return statements;
    }

    private String createSql(String name, List<TableShape> tables, String options) {
        String list = tables.stream().map(this::tableClause).collect(Collectors.joining(", "));
        return "CREATE PUBLICATION " + Identifiers.quote(name) + (list.isEmpty() ? "" : " FOR TABLE " + list)
                + " WITH (" + options + "publish_via_partition_root = true)";
    }

    /** The table as CREATE and ALTER PUBLICATION name it, with a column list where columns are excluded, and its row filter. */
    public String tableClause(TableShape table) {
        List<String> published = publishedColumns(table);
        long streamed =
                table.columns().stream().filter(column -> !column.generated()).count();
        boolean listed = published.size() < streamed
                && !published.isEmpty()
                && table.replicaIdentity() != ReplicaIdentity.FULL
                && control.majorVersion() >= COLUMN_LISTS_SINCE;
        String columns =
                listed ? published.stream().map(Identifiers::quote).collect(Collectors.joining(", ", " (", ")")) : "";
        String filter = source.rowFilter(table.schema(), table.table());
        return (table.kind() == 'p' ? "" : "ONLY ")
                + table.qualifiedName()
                + columns
                + (filter == null ? "" : " WHERE (" + filter + ")");
    }

    private List<String> publishedColumns(TableShape table) {
        return table.columns().stream()
                // A column list cannot name a generated column before 18, and without a list none is published.
                .filter(column -> !column.generated())
                .map(ColumnShape::name)
                .filter(column -> !source.excludesColumn(table.schema(), table.table(), column))
                .toList();
    }

    private void refuseExcludedIdentity(TableShape table) {
        if (table.replicaIdentity() == ReplicaIdentity.FULL) {
            refuseExcluded(table, table.primaryKey());
        } else {
            refuseExcluded(table, table.identityColumns());
        }
    }

    private void refuseExcluded(TableShape table, List<String> columns) {
        for (String column : columns) {
            if (source.excludesColumn(table.schema(), table.table(), column)) {
                throw harm(table, "column " + Identifiers.quote(column) + " is part of its key and cannot be excluded");
            }
        }
    }

    private void refuseUnknownFilter(TableShape table) {
        if (control.majorVersion() < ROW_FILTERS_SINCE && source.rowFilter(table.schema(), table.table()) != null) {
            throw unusable(
                    table.qualifiedName(),
                    "The server is older than PostgreSQL " + ROW_FILTERS_SINCE + " and cannot filter the rows of "
                            + table.qualifiedName(),
                    "(nothing helps before an upgrade)");
        }
    }

    /** Refuses a publication that sends rows which the configuration leaves out: nobody else would leave them out. */
    private void refuseUnfiltered(PublicationState publication) {
        for (PublishedTable table : publication.tables()) {
            boolean filtered = source.rowFilter(table.schema(), table.table()) != null;
            if (filtered && table.filter() == null && source.selects(table.schema(), table.table())) {
                String name = Identifiers.quote(publication.name());
                String clause = tableClause(Objects.requireNonNull(catalog.table(table.relationOid())));
                throw unusable(
                        table.qualifiedName(),
                        "Publication " + publication.name() + " publishes every row of " + table.qualifiedName(),
                        table.membershipOid() == 0
                                ? "DROP PUBLICATION " + name + "; CREATE PUBLICATION " + name + " FOR TABLE " + clause
                                        + ", ...; it names schemas or all tables now, which have no filter"
                                : "ALTER PUBLICATION " + name + " DROP TABLE " + table.qualifiedName()
                                        + "; ALTER PUBLICATION " + name + " ADD TABLE " + clause + ";");
            }
        }
    }

    private GatewayException unusable(String table, String what, String sql) {
        return control.failures()
                .failure(ErrorCode.ROW_FILTER_UNUSABLE, what, null)
                .with("table", table)
                .with("sql", sql);
    }

    /**
     * Refuses a publication under which the application's UPDATE or DELETE fails already, or would at the next change.
     *
     * @throws GatewayException APPLICATION_HARM with the first such table
     */
    public void refuseHarm(List<PublicationState> publications) {
        List<PublicationHarm> found = harm(publications);
        if (!found.isEmpty()) {
            throw harm(found.get(0).table(), found.get(0).why());
        }
    }

    /**
     * The same with one exception.
     *
     * @param tolerated harm of this kind is not refused
     * @return the harm of that kind
     */
    public List<PublicationHarm> refuseOtherHarm(List<PublicationState> publications, PublicationHarm.Kind tolerated) {
        List<PublicationHarm> found = harm(publications);
        found.stream().filter(each -> each.kind() != tolerated).findFirst().ifPresent(other -> {
            throw harm(other.table(), other.why());
        });
        return found;
    }

    /** Every way in which these publications make the application's UPDATE or DELETE fail; empty when they do not. */
    public List<PublicationHarm> harm(List<PublicationState> publications) {
        List<TableShape> tables = catalog.tables();
        Set<Long> unidentified = catalog.rootsWithUnidentifiedPartitions();
        List<PublicationHarm> found = new ArrayList<>();
        for (PublicationState publication : publications) {
            if (publication.update() || publication.delete()) {
                Map<Long, Set<String>> filters = catalog.filterColumns(publication.name());
                for (PublishedTable published : publication.tables()) {
                    long oid = published.relationOid();
                    tables.stream()
                            .filter(table -> table.relationOid() == oid)
                            .map(table -> harm(
                                    publication.name(),
                                    published,
                                    table,
                                    unidentified.contains(oid),
                                    filters.getOrDefault(oid, Set.of())))
                            .filter(Objects::nonNull)
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static @Nullable PublicationHarm harm(
            String publication,
            PublishedTable published,
            TableShape table,
            boolean unidentified,
            Set<String> filterColumns) {
        List<String> listed = published.columns();
        boolean full = table.replicaIdentity() == ReplicaIdentity.FULL;
        if (unidentified || (table.kind() == 'r' && !table.identifiesRows())) {
            return new PublicationHarm(
                    table,
                    publication,
                    PublicationHarm.Kind.NO_IDENTITY,
                    (unidentified ? "a partition of it has no" : "it has no")
                            + " replica identity, so that its UPDATE and DELETE fail while publication "
                            + publication + " publishes them");
        }
        if (listed != null && full) {
            return new PublicationHarm(
                    table,
                    publication,
                    PublicationHarm.Kind.LIST_UNDER_FULL,
                    "it has REPLICA IDENTITY FULL and a column list in publication " + publication
                            + ", so that its UPDATE and DELETE fail");
        }
        if (listed != null && !listed.containsAll(table.identityColumns())) {
            return new PublicationHarm(
                    table,
                    publication,
                    PublicationHarm.Kind.LIST_WITHOUT_IDENTITY,
                    "its column list in publication " + publication
                            + " leaves out a column of the replica identity, so that its UPDATE and DELETE fail");
        }
        if (!full && !table.identityColumns().containsAll(filterColumns)) {
            return new PublicationHarm(
                    table,
                    publication,
                    PublicationHarm.Kind.FILTER_BEYOND_IDENTITY,
                    "its row filter in publication " + publication
                            + " uses a column outside the replica identity, so that its UPDATE and DELETE fail");
        }
        return null;
    }

    private GatewayException harm(TableShape table, String why) {
        return control.failures()
                .failure(
                        ErrorCode.APPLICATION_HARM,
                        "Table " + table.qualifiedName() + " cannot be published like this: " + why,
                        null)
                .with("table", table.qualifiedName());
    }
}
