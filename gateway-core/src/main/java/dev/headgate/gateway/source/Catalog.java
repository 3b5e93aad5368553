package dev.headgate.gateway.source;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables and publications from the system catalog. It shows the present, not the past that the stream may still be
 * in: an answer may add facts to a Relation message, never overrule it.
 */
public final class Catalog {
    private static final String TABLES = """
            SELECT c.oid::bigint, n.nspname, c.relname, c.relkind, c.relreplident,
                   coalesce((SELECT array_agg(a.attname::text ORDER BY k.position)
                             FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
                             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                             WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate
                               AND k.position <= i.indnkeyatts), '{}'),
                   coalesce((SELECT array_agg(a.attname::text ORDER BY k.position)
                             FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
                             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                             WHERE i.indrelid = c.oid AND i.indisreplident AND i.indimmediate
                               AND k.position <= i.indnkeyatts), '{}'),
                   c.relispartition
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
              AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'""";
    private static final String COLUMNS = """
            WITH RECURSIVE resolved(type, base, modifier) AS (
                SELECT t.oid, t.oid, -1 FROM pg_type t WHERE t.typtype <> 'd'
                UNION ALL
                SELECT t.oid, r.base, CASE WHEN t.typtypmod >= 0 THEN t.typtypmod ELSE r.modifier END
                FROM pg_type t JOIN resolved r ON t.typbasetype = r.type WHERE t.typtype = 'd')
            SELECT a.attrelid::bigint, a.attnum, a.attname, a.atttypid::bigint, r.base::bigint,
                   CASE WHEN r.type = r.base THEN a.atttypmod ELSE r.modifier END,
                   format_type(r.base, CASE WHEN r.type = r.base THEN a.atttypmod ELSE r.modifier END),
                   a.attnotnull, a.attgenerated <> ''
            FROM pg_attribute a
            JOIN resolved r ON r.type = a.atttypid
            WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum""";
    /** Duplicate object; and the unique index, when two sessions create it at the same time. */
    private static final Set<String> ALREADY_THERE = Set.of("42710", "23505");

    private static final String UNIDENTIFIED_PARTITIONS = """
            SELECT DISTINCT parent.relid::oid::bigint
            FROM pg_class c, pg_partition_ancestors(c.oid) AS parent(relid)
            WHERE c.relispartition AND c.relkind = 'r' AND parent.relid <> c.oid AND NOT CASE c.relreplident
                WHEN 'f' THEN true
                WHEN 'd' THEN EXISTS (SELECT FROM pg_index i
                                      WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate)
                WHEN 'i' THEN EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisreplident)
                ELSE false END""";
    private static final String STORAGE = """
            WITH RECURSIVE tree(root, oid, kind) AS (
                SELECT c.oid, c.oid, c.relkind FROM pg_class c WHERE c.oid = ANY (?)
                UNION ALL
                SELECT t.root, c.oid, c.relkind
                FROM tree t JOIN pg_inherits i ON t.kind = 'p' AND i.inhparent = t.oid
                            JOIN pg_class c ON c.oid = i.inhrelid),
            leaves AS (
                SELECT t.root, to_hex(hashtextextended(string_agg(t.oid::text, ',' ORDER BY t.oid), 0)) AS oids,
                       to_hex(hashtextextended(string_agg(c.relfilenode::text, ',' ORDER BY t.oid), 0)) AS files
                FROM tree t JOIN pg_class c ON c.oid = t.oid WHERE t.kind <> 'p' GROUP BY t.root)
            SELECT c.oid::bigint, coalesce(l.oids, ''), coalesce(l.files, ''), c.relnatts,
                   (SELECT coalesce(string_agg(format('%s:%s%s%s', a.attnum, a.xmin,
                                                      CASE WHEN a.atthasmissing THEN 'd' END,
                                                      CASE WHEN a.attgenerated <> '' THEN 'g' END), ','), '')
                    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
            FROM pg_class c LEFT JOIN leaves l ON l.root = c.oid WHERE c.oid = ANY (?)""";
    private static final int ROW_FILTERS_SINCE = 15;
    private static final int GENERATED_SINCE = 18;
    /** The filter's expression tree names each column that it reads as a Var node with {@code varattno}. */
    /** Syntax and names, values, and what a filter may not contain. */
    private static final Set<String> REFUSED_EXPRESSION = Set.of("42", "22", "0A");

    private static final String FILTER_COLUMNS = """
            SELECT r.prrelid::bigint, a.attname
            FROM pg_publication p
            JOIN pg_publication_rel r ON r.prpubid = p.oid
            CROSS JOIN LATERAL regexp_matches(r.prqual::text, ':varattno ([0-9]+)', 'g') AS used(attnum)
            JOIN pg_attribute a ON a.attrelid = r.prrelid AND a.attnum = used.attnum[1]::int2
            WHERE p.pubname = ?""";

    private final ControlSession control;

    /** A view over {@code control}; used by the thread that owns it. */
    public Catalog(ControlSession control) {
        this.control = control;
    }

    /** All ordinary and partitioned tables outside the system schemas. */
    public List<TableShape> tables() {
        return tables(TABLES, null);
    }

    /** The table with this oid, or null when it is gone. */
    public @Nullable TableShape table(long relationOid) {
        List<TableShape> found = tables(TABLES + " AND c.oid = ?::bigint::oid", relationOid);
        return found.isEmpty() ? null : found.get(0);
    }

    private List<TableShape> tables(String sql, @Nullable Long relationOid) {
        Connection connection = control.connection();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (relationOid != null) {
                statement.setLong(1, relationOid);
            }
            Map<Long, TableShape> bare = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    TableShape table = bareTable(row);
                    bare.put(table.relationOid(), table);
                }
            }
            return withColumns(connection, bare);
        } catch (SQLException e) {
            throw control.failures().query(e, "reading the catalog's tables");
        }
    }

    /** How the rows of these tables lie, by oid; tables that are gone are not in it. */
    public Map<Long, TableStorage> storages(Collection<Long> relationOids) {
        Map<Long, TableStorage> storages = new HashMap<>();
        try (PreparedStatement statement = control.connection().prepareStatement(STORAGE)) {
            Array oids = control.connection().createArrayOf("oid", relationOids.toArray());
            statement.setArray(1, oids);
            statement.setArray(2, oids);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    storages.put(
                            row.getLong(1),
                            new TableStorage(
                                    row.getLong(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getInt(4),
                                    TableStorage.columns(row.getString(5))));
                }
            }
            return storages;
        } catch (SQLException e) {
            throw control.failures().query(e, "reading how tables lie");
        }
    }

    private static TableShape bareTable(ResultSet row) throws SQLException {
        ReplicaIdentity identity = switch (row.getString(5)) {
            case "d" -> ReplicaIdentity.DEFAULT;
            case "i" -> ReplicaIdentity.INDEX;
            case "f" -> ReplicaIdentity.FULL;
            default -> ReplicaIdentity.NOTHING;
        };
        List<String> primaryKey = strings(row.getArray(6));
        List<String> identityColumns = switch (identity) {
            case DEFAULT -> primaryKey;
            case INDEX -> strings(row.getArray(7));
            case FULL, NOTHING -> List.of();
        };
        return new TableShape(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4).charAt(0),
                row.getBoolean(8),
                identity,
                primaryKey,
                identityColumns,
                List.of());
    }

    private List<TableShape> withColumns(Connection connection, Map<Long, TableShape> bare) throws SQLException {
        Map<Long, List<ColumnShape>> columns = new LinkedHashMap<>();
        CatalogTypes types = CatalogTypes.ofColumns(connection, control.majorVersion(), bare.keySet());
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setArray(1, connection.createArrayOf("oid", bare.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                            .add(column(row, types));
                }
            }
        }
        List<TableShape> tables = new ArrayList<>(bare.size());
        for (TableShape table : bare.values()) {
            List<ColumnShape> own = columns.getOrDefault(table.relationOid(), List.of());
            boolean full = table.replicaIdentity() == ReplicaIdentity.FULL;
            tables.add(new TableShape(
                    table.relationOid(),
                    table.schema(),
                    table.table(),
                    table.kind(),
                    table.partition(),
                    table.replicaIdentity(),
                    table.primaryKey(),
                    full ? own.stream().map(ColumnShape::name).toList() : table.identityColumns(),
                    List.copyOf(own)));
        }
        return tables;
    }

    private static ColumnShape column(ResultSet row, CatalogTypes types) throws SQLException {
        return new ColumnShape(
                row.getInt(2),
                row.getString(3),
                (int) row.getLong(4),
                row.getInt(6),
                types.shape((int) row.getLong(5), row.getInt(6)),
                row.getString(7),
                row.getBoolean(8),
                row.getBoolean(9));
    }

    /** The publication of that name, or null when there is none. */
    public @Nullable PublicationState publication(String name) {
        String sql = "SELECT oid::bigint, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot"
                + " FROM pg_publication WHERE pubname = ?";
        try (PreparedStatement statement = control.connection().prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                return new PublicationState(
                        name,
                        row.getLong(1),
                        row.getBoolean(2),
                        row.getBoolean(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        row.getBoolean(6),
                        row.getBoolean(7),
                        publishedTables(name));
            }
        } catch (SQLException e) {
            throw control.failures().query(e, "reading publication " + name);
        }
    }

    private List<PublishedTable> publishedTables(String name) throws SQLException {
        boolean lists = control.majorVersion() >= 15;
        String sql = "SELECT c.oid::bigint, coalesce(r.oid, 0)::bigint, t.schemaname, t.tablename, "
                + (lists
                        ? "CASE WHEN r.prattrs IS NULL THEN NULL ELSE t.attnames::text[] END, t.rowfilter"
                        : "NULL::text[], NULL::text")
                + " FROM pg_publication_tables t"
                + " JOIN pg_namespace n ON n.nspname = t.schemaname"
                + " JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename"
                + " JOIN pg_publication p ON p.pubname = t.pubname"
                + " LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = c.oid"
                + " WHERE t.pubname = ? ORDER BY t.schemaname, t.tablename";
        List<PublishedTable> tables = new ArrayList<>();
        try (PreparedStatement statement = control.connection().prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Array columns = row.getArray(5);
                    tables.add(new PublishedTable(
                            row.getLong(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getString(4),
                            columns == null ? null : strings(columns),
                            row.getString(6)));
                }
            }
        }
        return tables;
    }

    /**
     * The columns that a table's rows have in the stream, in their order: those of its column list, else all but generated
     * ones, unless the publication has them too (18).
     */
    public List<String> publishedColumns(TableShape table, List<PublicationState> publications) {
        List<String> all = table.columns().stream()
                .filter(column -> !column.generated())
                .map(ColumnShape::name)
                .toList();
        if (control.majorVersion() < 15) {
            return all;
        }
        String sql = "SELECT coalesce(attnames::text[], '{}') FROM pg_publication_tables"
                + " WHERE pubname = ANY (?) AND schemaname = ? AND tablename = ? LIMIT 1";
        Connection connection = control.connection();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Object[] names = publications.stream().map(PublicationState::name).toArray();
            statement.setArray(1, connection.createArrayOf("text", names));
            statement.setString(2, table.schema());
            statement.setString(3, table.table());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return all;
                }
                List<String> listed = strings(row.getArray(1));
                // The view of 15 and 16 names generated columns, which their streams do not have.
                return control.majorVersion() < GENERATED_SINCE
                        ? listed.stream().filter(all::contains).toList()
                        : listed;
            }
        } catch (SQLException e) {
            throw control.failures().query(e, "reading the published columns of " + table.qualifiedName());
        }
    }

    /** Columns that the row filters of a publication read, by oid of the table; tables without a filter are not in it. */
    Map<Long, Set<String>> filterColumns(String publication) {
        if (control.majorVersion() < ROW_FILTERS_SINCE) {
            return Map.of();
        }
        Map<Long, Set<String>> columns = new HashMap<>();
        try (PreparedStatement statement = control.connection().prepareStatement(FILTER_COLUMNS)) {
            statement.setString(1, publication);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.computeIfAbsent(row.getLong(1), oid -> new HashSet<>())
                            .add(row.getString(2));
                }
            }
            return columns;
        } catch (SQLException e) {
            throw control.failures().query(e, "reading the row filters of publication " + publication);
        }
    }

    /** Oids of the partitioned tables of which a partition cannot identify its rows: it does not inherit the identity. */
    Set<Long> rootsWithUnidentifiedPartitions() {
        Set<Long> roots = new HashSet<>();
        try (Statement statement = control.connection().createStatement();
                ResultSet row = statement.executeQuery(UNIDENTIFIED_PARTITIONS)) {
            while (row.next()) {
                roots.add(row.getLong(1));
            }
            return roots;
        } catch (SQLException e) {
            throw control.failures().query(e, "reading the catalog's partitions");
        }
    }

    /**
     * Runs statements that create publications, all of them or none.
     *
     * @param check looks at the publications before anybody else can see them; what it throws undoes them
     * @return false when one of them exists already: none was created
     */
    boolean createPublications(List<String> statements, Runnable check) {
        Connection connection = control.connection();
        String sql = String.join("; ", statements);
        try {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                for (String one : statements) {
                    statement.execute(one);
                }
                check.run();
                connection.commit();
                return true;
            } catch (SQLException | GatewayException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            if (ALREADY_THERE.contains(String.valueOf(e.getSQLState()))) {
                return false;
            }
            if ("42501".equals(e.getSQLState())) {
                throw control.failures()
                        .failure(ErrorCode.PRIVILEGE_MISSING, "The role may not create the publication", e)
                        .with("sql", sql);
            }
            Map<String, String> filters = control.source().rowFilters();
            if (!filters.isEmpty() && REFUSED_EXPRESSION.contains(sqlStateClass(e))) {
                throw control.failures()
                        .failure(
                                ErrorCode.ROW_FILTER_UNUSABLE,
                                "The server refuses the publication with its row filters (SQLSTATE " + e.getSQLState()
                                        + ")",
                                e)
                        .with("table", String.join(", ", filters.keySet()))
                        .with("sql", sql);
            }
            throw control.failures().query(e, "running: " + sql);
        }
    }

    private static String sqlStateClass(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState().substring(0, 2);
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.copyOf(Arrays.asList((String[]) array.getArray()));
    }
}
