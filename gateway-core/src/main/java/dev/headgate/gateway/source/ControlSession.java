package dev.headgate.gateway.source;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.pgoutput.type.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * One control connection of a source with the queries that look at server, slot and WAL position. One thread at a time.
 */
public final class ControlSession implements AutoCloseable {
    static final int OLDEST_MAJOR_VERSION = 13;

    private final SourceConfig source;
    private final SqlFailures failures;
    private final Connection connection;
    private final int versionNumber;

    /**
     * Connects.
     *
     * @throws dev.headgate.gateway.error.GatewayException when it cannot
     */
    public ControlSession(SourceConfig source, ServerConnections connections) {
        this(source, connections.failures(), connections.control());
    }

    /** A session over a connection that it closes. */
    ControlSession(SourceConfig source, SqlFailures failures, Connection connection) {
        this.source = source;
        this.failures = failures;
        this.connection = connection;
        try {
            this.versionNumber = Integer.parseInt(text("SHOW server_version_num"));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        if (versionNumber / 10_000 < OLDEST_MAJOR_VERSION) {
            close();
            throw failures.failure(ErrorCode.SERVER_VERSION, "The server has version number " + versionNumber, null);
        }
    }

    /** The driver's connection, for the queries of this package. */
    Connection connection() {
        return connection;
    }

    SqlFailures failures() {
        return failures;
    }

    SourceConfig source() {
        return source;
    }

    /** {@code server_version_num}. */
    public int versionNumber() {
        return versionNumber;
    }

    /** Major version: 13 to 18. */
    public int majorVersion() {
        return versionNumber / 10_000;
    }

    /** End of the WAL that is on the server's disk, unsigned. */
    public long flushLsn() {
        return lsn(text("SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                + " ELSE pg_current_wal_flush_lsn() END"));
    }

    /** Whether the server replays the WAL of another one. */
    public boolean isStandby() {
        return text("SELECT pg_is_in_recovery()").equals("t");
    }

    /** The slot's row, or null when there is none. */
    public @Nullable SlotState slot() {
        String twoPhase = majorVersion() >= 14 ? "two_phase" : "false";
        String invalidation = majorVersion() >= 17 ? "invalidation_reason" : "NULL::text";
        String sql = "SELECT plugin, database, active, " + twoPhase
                + ", confirmed_flush_lsn, restart_lsn, wal_status, safe_wal_size, " + invalidation
                + " FROM pg_replication_slots WHERE slot_name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, source.slot());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? slot(row) : null;
            }
        } catch (SQLException e) {
            throw failures.query(e, "looking at the slot");
        }
    }

    private SlotState slot(ResultSet row) throws SQLException {
        long safe = row.getLong(8);
        @Nullable Long safeWalBytes = row.wasNull() ? null : Long.valueOf(safe);
        return new SlotState(
                source.slot(),
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                lsn(row.getString(5)),
                lsn(row.getString(6)),
                row.getString(7),
                safeWalBytes,
                row.getString(9));
    }

    /** What else the server tells of the slot, or null when there is none. */
    public @Nullable SlotStatistics slotStatistics() {
        boolean spills = majorVersion() >= 14;
        String inactive =
                majorVersion() >= 17 ? "extract(epoch FROM now() - slot.inactive_since)::float8" : "NULL::float8";
        String sql = "SELECT age(slot.catalog_xmin)::bigint, " + inactive + ", "
                + (spills ? "coalesce(stat.spill_bytes, 0)" : "0::bigint")
                + " FROM pg_replication_slots AS slot"
                + (spills ? " LEFT JOIN pg_stat_replication_slots AS stat USING (slot_name)" : "")
                + " WHERE slot_name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, source.slot());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? slotStatistics(row) : null;
            }
        } catch (SQLException e) {
            throw failures.query(e, "looking at the slot's statistics");
        }
    }

    private static SlotStatistics slotStatistics(ResultSet row) throws SQLException {
        long age = row.getLong(1);
        @Nullable Long catalogXminAge = row.wasNull() ? null : Long.valueOf(age);
        double inactive = row.getDouble(2);
        @Nullable Double inactiveSeconds = row.wasNull() ? null : Double.valueOf(Math.max(0, inactive));
        return new SlotStatistics(catalogXminAge, inactiveSeconds, row.getLong(3));
    }

    /**
     * Creates the slot; waits for the transactions that are open at this moment.
     *
     * @return the consistent point: everything that commits after it is in the stream
     */
    public long createSlot() {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT lsn FROM pg_create_logical_replication_slot(?, 'pgoutput')")) {
            // It waits for open transactions, however long they take.
            int timeoutMillis = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, 0);
            statement.setString(1, source.slot());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long consistentPoint = lsn(row.getString(1));
                connection.setNetworkTimeout(Runnable::run, timeoutMillis);
                return consistentPoint;
            }
        } catch (SQLException e) {
            throw failures.creatingSlot(e, source.slot());
        }
    }

    /** Drops the slot if it exists. */
    public void dropSlot() {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?")) {
            statement.setString(1, source.slot());
            statement.execute();
        } catch (SQLException e) {
            throw failures.query(e, "dropping slot " + source.slot());
        }
    }

    /** Oid of the source's publication, or 0 when it does not exist. */
    public long publicationOid() {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT oid::bigint FROM pg_publication WHERE pubname = ?")) {
            statement.setString(1, source.publication());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw failures.query(e, "looking at the publication");
        }
    }

    /** Emits a transactional logical message: a heartbeat that comes back through the stream. PostgreSQL 14 and later. */
    public void emitHeartbeat(String prefix, String content) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_logical_emit_message(true, ?, ?)")) {
            statement.setString(1, prefix);
            statement.setString(2, content);
            statement.execute();
        } catch (SQLException e) {
            throw failures.query(e, "emitting a heartbeat");
        }
    }

    /**
     * All rows of a query, each value in PostgreSQL's text form.
     *
     * @param parameters values for the question marks, as text
     */
    public List<List<@Nullable String>> rows(String sql, String... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                int columns = row.getMetaData().getColumnCount();
                List<List<@Nullable String>> rows = new ArrayList<>();
                while (row.next()) {
                    List<@Nullable String> values = new ArrayList<>(columns);
                    for (int column = 1; column <= columns; column++) {
                        values.add(row.getString(column));
                    }
                    rows.add(values);
                }
                return rows;
            }
        } catch (SQLException e) {
            throw failures.query(e, "running: " + sql);
        }
    }

    /** Runs one statement that has no result. */
    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failures.query(e, "running: " + sql);
        }
    }

    /**
     * Whether something between here and the server hands out server connections: the process that the server says it is
     * differs from the one that answered the login.
     */
    public boolean isPooled() {
        try {
            int login = connection.unwrap(PGConnection.class).getBackendPID();
            return login != Integer.parseInt(text("SELECT pg_backend_pid()"));
        } catch (SQLException e) {
            throw failures.query(e, "asking the driver for the server process");
        }
    }

    /** The single value of a query. */
    String text(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw failures.query(e, "running: " + sql);
        }
    }

    static long lsn(@Nullable String text) {
        return text == null ? 0 : Lsn.parse(text).value();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The session is given up; the server ends it with the socket.
            failures.query(e, "closing the control connection");
        }
    }
}
