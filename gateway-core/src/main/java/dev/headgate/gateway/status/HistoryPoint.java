package dev.headgate.gateway.status;

import java.time.Instant;

/**
 * How far behind a source was at one moment.
 *
 * @param lagBytes as in {@link SourceStatus}
 * @param retainedWalBytes as in {@link SourceStatus}
 * @param lagSeconds as in {@link SourceStatus}
 */
public record HistoryPoint(Instant at, long lagBytes, long retainedWalBytes, double lagSeconds) {}
