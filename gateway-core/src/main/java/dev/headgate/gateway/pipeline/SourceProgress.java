package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.status.SourceState;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.schema.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How far a source is, for status pages. Written by the source's threads, read by any. LSNs are unsigned, 0 if unknown. */
public final class SourceProgress {
    private volatile SourceState state = SourceState.STARTING;
    private volatile long receivedLsn;
    private volatile long durableLsn;
    private volatile long acknowledgedLsn;
    private volatile long bufferedBytes;
    private volatile long tickNanos = System.nanoTime();
    private volatile Supplier<List<LoadProgress>> loads = List::of;
    private final Map<TableName, Long> discarded = new ConcurrentHashMap<>();
    private volatile @Nullable LogState log;
    private volatile @Nullable Instant lastFlushAt;
    private volatile @Nullable Duration endToEndLatency;

    /** What the source is doing. */
    public SourceState state() {
        return state;
    }

    /** Moves to another state. */
    public void state(SourceState now) {
        state = now;
    }

    /** End of the WAL that the stream has delivered. */
    public long receivedLsn() {
        return receivedLsn;
    }

    /** Position up to which everything is durable. */
    public long durableLsn() {
        return durableLsn;
    }

    /** Position last acknowledged to the server. */
    public long acknowledgedLsn() {
        return acknowledgedLsn;
    }

    /** Bytes received and not durable. */
    public long bufferedBytes() {
        return bufferedBytes;
    }

    /** The commit log; null until it was read. */
    public @Nullable LogState log() {
        return log;
    }

    /** When the newest entry of this run was published; null before. */
    public @Nullable Instant lastFlushAt() {
        return lastFlushAt;
    }

    /** From the emission of a heartbeat until it was durable; null without heartbeats. */
    public @Nullable Duration endToEndLatency() {
        return endToEndLatency;
    }

    /** The tables that are being read. */
    public List<LoadProgress> loads() {
        return loads.get();
    }

    void loads(Supplier<List<LoadProgress>> running) {
        loads = running;
    }

    /** Changes of a paused or errored table that were received and left out since the process began. */
    public long discarded(TableName destination) {
        return discarded.getOrDefault(destination, 0L);
    }

    void discarded(TableName destination, long rows) {
        discarded.merge(destination, rows, Long::sum);
    }

    /** The source's loop turned. */
    public void tick() {
        tickNanos = System.nanoTime();
    }

    /** {@link System#nanoTime()} of the last turn of the source's loop. */
    public long tickNanos() {
        return tickNanos;
    }

    /** The log was read or has grown. */
    public void log(LogState newest) {
        log = newest;
        durableLsn = newest.throughLsn();
    }

    void positions(long received, long acknowledged, long buffered) {
        receivedLsn = received;
        acknowledgedLsn = acknowledged;
        bufferedBytes = buffered;
    }

    void flushed(@Nullable Instant at, @Nullable Duration latency) {
        lastFlushAt = at;
        endToEndLatency = latency;
    }
}
