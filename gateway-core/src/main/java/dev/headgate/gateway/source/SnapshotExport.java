package dev.headgate.gateway.source;

import dev.headgate.gateway.config.SourceConfig;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A new slot with the snapshot that shows the database exactly as of its consistent point: whatever commits before that is
 * in the snapshot, whatever commits at or after it is in the stream.
 *
 * <p>The server makes the slot once every transaction has ended that was open at that moment, prepared ones included. So
 * no transaction that wrote to a table before the table was published can be missing from both.
 *
 * <p>The snapshot may be imported until this is closed; a temporary slot is gone then, too. One thread, but {@link
 * #close()} may be called from any, which ends a creation that waits.
 */
public final class SnapshotExport implements AutoCloseable {
    private static final String TEMPORARY_PREFIX = "headgate_snapshot_";

    private final SqlFailures failures;
    private final ReplicationConnection connection;
    private long consistentPoint;
    private String snapshotName = "";

    /** Connects in replication mode; there is no slot yet. */
    public SnapshotExport(ServerConnections connections) {
        this.failures = connections.failures();
        this.connection = connections.replication();
    }

    /** Creates the source's own slot, which stays. */
    public void createSlot(SourceConfig source) {
        create(source.slot(), "");
    }

    /** Creates a slot for the snapshot alone. */
    public void createTemporarySlot() {
        create(TEMPORARY_PREFIX + String.format("%08x", new SecureRandom().nextInt()), " TEMPORARY");
    }

    private void create(String slot, String kind) {
        String sql = "CREATE_REPLICATION_SLOT " + Identifiers.quote(slot) + kind + " LOGICAL pgoutput EXPORT_SNAPSHOT";
        try (Statement statement = connection.connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            consistentPoint = ControlSession.lsn(row.getString(2));
            snapshotName = row.getString(3);
        } catch (SQLException e) {
            throw failures.creatingSlot(e, slot);
        }
    }

    /** Where the snapshot ends and the stream begins, unsigned. */
    public long consistentPoint() {
        return consistentPoint;
    }

    /** What {@code SET TRANSACTION SNAPSHOT} takes. */
    String snapshotName() {
        return snapshotName;
    }

    @Override
    public void close() {
        connection.abort();
    }
}
