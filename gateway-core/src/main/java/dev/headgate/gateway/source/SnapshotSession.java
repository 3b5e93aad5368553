package dev.headgate.gateway.source;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * A transaction that sees the database as of an exported snapshot, and reads tables in chunks.
 *
 * <p>MVCC hides changes of rows, but not a rewrite: a table that was truncated or rewritten after the snapshot looks empty
 * under it, and an altered one is read with its new columns. So each chunk is read between {@link #hold} and {@link
 * #release}: under ACCESS SHARE, which keeps such changes out, the table is compared with what the snapshot shows of it.
 * The lock goes with the chunk.
 *
 * <p>One thread; {@link #close()} may be called from any, and ends what runs.
 */
public final class SnapshotSession implements AutoCloseable {
    private static final String SAVEPOINT = "headgate_chunk";
    private static final Set<String> GONE = Set.of("42P01", "3F000");
    private static final int LAYOUT_BYTES = 8;
    /** What a rewrite or an ALTER changes; null when the table is gone. The same text gives both sides. */
    private static final String SIGNATURE = """
            SELECT format('%s %I.%I %s %s ', c.oid, n.nspname, c.relname, c.relkind, c.relfilenode)
                || (SELECT string_agg(format('%s %I %s %s %s', a.attnum, a.attname, a.atttypid::bigint, a.atttypmod,
                                             a.attisdropped), ', ' ORDER BY a.attnum)
                    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ?::bigint::oid""";

    private static final String PHYSICAL_TABLES = """
            WITH RECURSIVE tree(oid, kind) AS (
                SELECT c.oid, c.relkind FROM pg_class c WHERE c.oid = ?::bigint::oid
                UNION ALL
                SELECT c.oid, c.relkind
                FROM tree t JOIN pg_inherits i ON t.kind = 'p' AND i.inhparent = t.oid
                            JOIN pg_class c ON c.oid = i.inhrelid)
            SELECT c.oid::bigint, n.nspname, c.relname, greatest(c.reltuples, 0)::bigint
            FROM tree t JOIN pg_class c ON c.oid = t.oid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE t.kind = 'r' ORDER BY c.oid""";

    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    private final SqlFailures failures;
    private final ControlSession control;
    private final Connection connection;

    /** Connects and imports the snapshot, which must not be closed yet. */
    public SnapshotSession(SourceConfig source, ServerConnections connections, SnapshotExport export) {
        this.failures = connections.failures();
        this.connection = connections.snapshot();
        this.control = new ControlSession(source, failures, connection);
        try {
            if (control.majorVersion() >= TRANSACTION_TIMEOUT_SINCE) {
                execute("SET transaction_timeout = 0");
            }
            connection.setAutoCommit(false);
            execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            execute("SET TRANSACTION SNAPSHOT " + Identifiers.literal(export.snapshotName()));
        } catch (SQLException e) {
            close();
            throw failures.query(e, "importing a snapshot");
        }
    }

    /** The table as it was; null when it did not exist. */
    public @Nullable TableShape table(long relationOid) {
        return new Catalog(control).table(relationOid);
    }

    /** How the table's rows lay; null when it did not exist. */
    public @Nullable TableStorage storage(long relationOid) {
        return new Catalog(control).storages(List.of(relationOid)).get(relationOid);
    }

    /** Major version of the server. */
    public int majorVersion() {
        return control.majorVersion();
    }

    /** The tables that held the rows of a table, in order of their oids. */
    public List<PhysicalTable> physicalTables(TableShape shape) {
        try (PreparedStatement statement = connection.prepareStatement(PHYSICAL_TABLES)) {
            statement.setLong(1, shape.relationOid());
            List<PhysicalTable> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tables.add(new PhysicalTable(
                            row.getLong(1), Identifiers.qualified(row.getString(2), row.getString(3)), row.getLong(4)));
                }
            }
            return tables;
        } catch (SQLException e) {
            throw failures.query(e, "reading the partitions of " + shape.qualifiedName());
        }
    }

    /** A hash of what the physical tables and their columns were: another one means that the table was rewritten. */
    public String layout(List<PhysicalTable> tables) {
        StringBuilder layout = new StringBuilder();
        for (PhysicalTable table : tables) {
            layout.append(signature(control, table.oid())).append('\n');
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(layout.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, LAYOUT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Locks a table against everything that the snapshot would not show, and checks that nothing like that has happened
     * yet. Follow it by {@link #release}, unless it failed.
     *
     * @param present a session without the snapshot; used by one thread at a time
     * @throws TableChangedException the table is not what the snapshot shows
     * @throws GatewayException PRIVILEGE_MISSING when the role may not read it
     */
    public void hold(PhysicalTable table, ControlSession present) {
        try {
            execute("SAVEPOINT " + SAVEPOINT);
            try {
                execute("LOCK TABLE ONLY " + table.qualifiedName() + " IN ACCESS SHARE MODE");
            } catch (SQLException e) {
                throw reading(e, table);
            }
            requireUnchanged(table, present);
        } catch (SQLException e) {
            throw reading(e, table);
        } catch (GatewayException | TableChangedException e) {
            release();
            throw e;
        }
    }

    private void requireUnchanged(PhysicalTable table, ControlSession present) {
        String then = signature(control, table.oid());
        String now;
        synchronized (present) {
            now = signature(present, table.oid());
        }
        if (then == null || !then.equals(now)) {
            throw new TableChangedException(
                    table.qualifiedName(), now == null ? "was dropped" : "was rewritten or altered");
        }
    }

    /** Gives the lock back; the snapshot stays. */
    public void release() {
        try {
            execute("ROLLBACK TO SAVEPOINT " + SAVEPOINT);
            execute("RELEASE SAVEPOINT " + SAVEPOINT);
        } catch (SQLException e) {
            throw failures.query(e, "giving a table's lock back");
        }
    }

    /**
     * The bound of the row that is so many rows of a held table further, in the order of the key.
     *
     * @param after bound to count from; null for the beginning
     * @return null when there are not that many
     */
    public @Nullable String bound(SnapshotTable read, PhysicalTable table, @Nullable String after, long rows) {
        String condition = after == null ? "" : " WHERE " + read.keyRow() + " > " + read.boundRow(after);
        String order =
                String.join(", ", read.key().stream().map(Identifiers::quote).toList());
        String sql = "SELECT " + read.boundOf(table) + " FROM ONLY " + table.qualifiedName() + condition + " ORDER BY "
                + order + " OFFSET " + (rows - 1) + " LIMIT 1";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        } catch (SQLException e) {
            throw reading(e, table);
        }
    }

    /** Number of blocks that a held table has now; rows of the snapshot are in no other. */
    public long blocks(PhysicalTable table) {
        String sql = "SELECT pg_relation_size(" + table.oid() + ") / current_setting('block_size')::bigint";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw reading(e, table);
        }
    }

    /**
     * Copies the rows of a chunk of a held table, in binary form.
     *
     * @throws IOException the target's
     */
    public void copy(SnapshotTable read, SnapshotChunk chunk, CopyTarget target) throws IOException {
        String sql = "COPY (SELECT " + read.selectList() + " FROM ONLY "
                + chunk.table().qualifiedName() + " WHERE " + chunk.condition(read) + ") TO STDOUT (FORMAT binary)";
        try {
            CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
            byte[] message = copy.readFromCopy();
            while (message != null) {
                target.accept(message);
                message = copy.readFromCopy();
            }
        } catch (SQLException e) {
            throw reading(e, chunk.table());
        }
    }

    private RuntimeException reading(SQLException e, PhysicalTable table) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (GONE.contains(state)) {
            return new TableChangedException(table.qualifiedName(), "was dropped or renamed");
        }
        if (state.equals("42501")) {
            String user = Identifiers.quote(control.source().connection().user());
            return failures.failure(ErrorCode.PRIVILEGE_MISSING, "The role may not read " + table.qualifiedName(), e)
                    .with("table", table.qualifiedName())
                    .with(
                            "sql",
                            "GRANT SELECT ON " + table.qualifiedName() + " TO " + user
                                    + "; GRANT USAGE on its schema; with row-level security: ALTER ROLE " + user
                                    + " BYPASSRLS;");
        }
        GatewayException failure = failures.query(e, "reading " + table.qualifiedName());
        return failure.code() == ErrorCode.INTERNAL
                ? failures.failure(
                                ErrorCode.TABLE_UNREADABLE,
                                "The server answered with SQLSTATE " + state + " when asked for the rows of "
                                        + table.qualifiedName(),
                                e)
                        .with("table", table.qualifiedName())
                : failure.with("table", table.qualifiedName());
    }

    private static @Nullable String signature(ControlSession session, long oid) {
        try (PreparedStatement statement = session.connection().prepareStatement(SIGNATURE)) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        } catch (SQLException e) {
            throw session.failures().query(e, "comparing a table with its snapshot");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends the session at once. */
    @Override
    public void close() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // The server ends the session with its socket.
            failures.query(e, "closing a snapshot connection");
        }
    }
}
