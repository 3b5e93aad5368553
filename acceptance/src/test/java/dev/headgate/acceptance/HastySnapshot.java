package dev.headgate.acceptance;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Exports a snapshot without waiting for anybody, as {@code pg_export_snapshot()} does: what the gateway must not do. It
 * runs in the gateway's process in place of the method that makes a temporary slot, by a fail point.
 */
public final class HastySnapshot {

    private HastySnapshot() {}

    /** Fills a {@code SnapshotExport}. */
    public static void export(Object export) throws ReflectiveOperationException, SQLException {
        Object replication = field(export, "connection").get(export);
        Method connection = replication.getClass().getDeclaredMethod("connection");
        connection.setAccessible(true);
        try (Statement statement = ((Connection) connection.invoke(replication)).createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
            try (ResultSet row =
                    statement.executeQuery("SELECT pg_export_snapshot(), pg_current_wal_insert_lsn()::text")) {
                row.next();
                field(export, "snapshotName").set(export, row.getString(1));
                field(export, "consistentPoint").set(export, StagedLog.lsn(row.getString(2)));
            }
        }
    }

    private static Field field(Object owner, String name) throws NoSuchFieldException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
