package dev.headgate.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What one workload has written: WAL that waits behind a master slot, or rows of a table. Nobody streams from the master slot itself: every run gets a
 * copy, which starts at the same place.
 *
 * @param changes rows inserted and updated
 * @param endLsn the position behind the last of them
 */
record Backlog(Workload workload, long changes, String endLsn) {

    private static final String MASTER_SLOT = "master";
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(60);

    /** Makes the workload's database, tables, publication and master slot, and writes. */
    static Backlog write(PostgresServer server, Workload workload, long changes) throws SQLException, IOException {
        String database = workload.database();
        Query.run(server, "postgres", "CREATE DATABASE " + database);
        workload.createTables(server);
        long written = workload.readsTable() ? workload.write(server, changes) : 0;
        Query.run(server, database, "CREATE PUBLICATION " + Workload.PUBLICATION + " FOR TABLE " + workload.tables());
        Query.text(server, database, "SELECT pg_create_logical_replication_slot(?, 'pgoutput')::text", MASTER_SLOT);
        if (!workload.readsTable()) {
            written = workload.write(server, changes);
        }
        // Not flushed at once with synchronous_commit off; a slot shows its consumer flushed WAL only.
        Query.run(server, database, "CHECKPOINT");
        String endLsn = Query.text(server, database, "SELECT pg_current_wal_flush_lsn()");
        settleDisk(server);
        return new Backlog(workload, written, endLsn);
    }

    /** Writes dirty pages out now, so that it does not happen under a running clock. */
    private static void settleDisk(PostgresServer server) {
        new Program(server.directory().resolve("sync.log"), List.of("sync")).run(Duration.ofMinutes(5));
    }

    String database() {
        return workload.database();
    }

    void copySlot(PostgresServer server, String slot) throws SQLException {
        Query.text(server, database(), "SELECT pg_copy_logical_replication_slot(?, ?)::text", MASTER_SLOT, slot);
    }

    /** Whether the consumer of that slot has acknowledged everything. */
    boolean isAcknowledged(PostgresServer server, String slot) throws SQLException {
        return Query.text(
                        server,
                        database(),
                        "SELECT confirmed_flush_lsn >= ?::pg_lsn FROM pg_replication_slots WHERE slot_name = ?",
                        endLsn,
                        slot)
                .equals("t");
    }

    /** Drops a copy of the slot, once the server has noticed that its consumer is gone. */
    void dropSlot(PostgresServer server, String slot) throws SQLException {
        long deadline = System.nanoTime() + RELEASE_LIMIT.toNanos();
        while (!isReleased(server, slot)) {
            if (System.nanoTime() > deadline) {
                throw new BenchmarkException("slot " + slot + " is still in use " + RELEASE_LIMIT.toSeconds()
                        + " s after its consumer ended");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        Query.text(server, database(), "SELECT pg_drop_replication_slot(?)::text", slot);
    }

    private boolean isReleased(PostgresServer server, String slot) throws SQLException {
        return Query.text(server, database(), "SELECT NOT active FROM pg_replication_slots WHERE slot_name = ?", slot)
                .equals("t");
    }

    /** Removes the database, and with the master slot the claim on its WAL. */
    void discard(PostgresServer server) throws SQLException {
        dropSlot(server, MASTER_SLOT);
        Query.run(server, "postgres", "DROP DATABASE " + database() + " WITH (FORCE)", "CHECKPOINT");
    }
}
