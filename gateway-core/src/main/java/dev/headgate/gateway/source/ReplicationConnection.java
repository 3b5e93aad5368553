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
