package dev.headgate.gateway.source;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A driver connection in replication mode with its wire. Holding it keeps the driver's leak cleaner from closing the
 * socket below a running stream.
 */
record ReplicationConnection(Connection connection, Wire wire) {
    private static final int FAILOVER_SINCE = 17;

    ServerIdentity identifySystem() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            return new ServerIdentity(row.getString(1), row.getInt(2), ControlSession.lsn(row.getString(3)));
        }
    }

    TimelineHistory timelineHistory(int timeline) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
            row.next();
            return TimelineHistory.parse(new String(row.getBytes(2), StandardCharsets.UTF_8));
        }
    }

    /** Sets the slot's failover flag; false when it is set already, the slot does not exist or the server has no such flag. */
    boolean makeFailover(String slot) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() < FAILOVER_SINCE) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT slot_name FROM pg_replication_slots WHERE NOT failover AND slot_name = "
                            + Identifiers.literal(slot))) {
                if (!row.next()) {
                    return false;
                }
            }
            statement.execute("ALTER_REPLICATION_SLOT " + Identifiers.quote(slot) + " (FAILOVER true)");
            return true;
        }
    }

    /** Ends the connection without a farewell: the driver's close would read a running transaction to its end. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // The wire is cut below in any case.
        } finally {
            wire.cut();
        }
    }
}
