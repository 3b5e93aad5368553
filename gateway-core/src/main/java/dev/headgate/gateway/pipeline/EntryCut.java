package dev.headgate.gateway.pipeline;

import dev.headgate.staging.log.LogEvent;
import java.util.List;

/**
 * What the reader thread knows of an entry.
 *
 * @param throughLsn end LSN of the last transaction, or the position of an idle advance; unsigned
 * @param transactions number of transactions; 0 for an idle advance
 * @param firstCommitMicros commit time of the first one, microseconds since 1970; of no meaning without transactions
 * @param lastCommitMicros commit time of the last one
 * @param heartbeatMicros when the newest heartbeat in it was emitted, microseconds since 1970; 0 for none
 * @param events what happened besides
 * @param loads generations that begin to be loaded, or go on
 */
record EntryCut(
        long throughLsn,
        long transactions,
        long firstCommitMicros,
        long lastCommitMicros,
        long heartbeatMicros,
        List<LogEvent> events,
        List<TableLoad> loads) {}
