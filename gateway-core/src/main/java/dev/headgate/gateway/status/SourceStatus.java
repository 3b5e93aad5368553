package dev.headgate.gateway.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One source at one moment. LSNs are in PostgreSQL's form ({@code 16/B374D848}); null means not known (yet).
 *
 * @param receivedLsn end of the WAL that the stream has delivered
 * @param durableLsn {@code through_lsn} of the last commit log entry
 * @param acknowledgedLsn the flushed LSN last told to the server
 * @param serverLsn end of the server's WAL when last heard
 * @param slotConfirmedLsn the slot's {@code confirmed_flush_lsn}, from the control connection
 * @param restartLsn the slot's {@code restart_lsn}, from the control connection
 * @param lagBytes WAL between {@code durableLsn} and {@code serverLsn}
 * @param retainedWalBytes WAL that the server keeps for the slot
 * @param walStatus the slot's {@code wal_status}
 * @param lastEntry number of the last commit log entry; 0 before the first
 * @param transactions transactions staged since the log began
 * @param rows rows staged since the log began
 * @param lastCommitAt commit time of the newest staged transaction
 * @param lastFlushAt when the last entry was published
 * @param bufferedBytes bytes received and not yet durable
 * @param epoch lineage epoch, from 1
 * @param error why the source is halted, or what it is retrying after
 * @param endToEndLatencySeconds from the source's commit of a heartbeat until it was durable; null without heartbeats
 * @param lagSeconds age of the oldest transaction that is not durable; while no stream runs, time since the server's WAL
 *     went on without it; 0 when nothing is behind
 * @param walGuard room for the WAL that is retained
 */
public record SourceStatus(
        String name,
        SourceState state,
        String slot,
        String publication,
        String database,
        @Nullable String receivedLsn,
        @Nullable String durableLsn,
        @Nullable String acknowledgedLsn,
        @Nullable String serverLsn,
        @Nullable String slotConfirmedLsn,
        @Nullable String restartLsn,
        long lagBytes,
        long retainedWalBytes,
        @Nullable String walStatus,
        long lastEntry,
        long transactions,
        long rows,
        @Nullable Instant lastCommitAt,
        @Nullable Instant lastFlushAt,
        long bufferedBytes,
        int epoch,
        @Nullable SourceError error,
        List<TableStatus> tables,
        @Nullable Double endToEndLatencySeconds,
        double lagSeconds,
        WalGuardStatus walGuard) {
    public SourceStatus {
        tables = List.copyOf(tables);
    }
}
