package dev.headgate.gateway.metrics;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.gateway.status.WalGuardStatus;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one source reports. Every method may be called from any thread and costs a few nanoseconds, except
 * {@link #table}, whose result the caller keeps. LSNs are unsigned; 0 means not known.
 */
public final class SourceMetrics {
    /** Tables with series of their own; the rest share the label {@value #OTHER_TABLES}. */
    public static final int MAX_TABLES = 500;

    /** Label {@code table} of the tables beyond the limit. */
    public static final String OTHER_TABLES = "_other";

    private static final String[] WAL_STATUSES = {"reserved", "extended", "unreserved", "lost"};

    private final MeterRegistry registry;
    private final Tags tags;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final LabelledMeters<StreamMessage, LongAdder> messages;
    private final LabelledMeters<TransactionResult, LongAdder> transactions;
    private final LabelledMeters<StatusReason, LongAdder> statusUpdates;
    private final LabelledMeters<LsnPoint, AtomicLong> lsns;
    private final LabelledMeters<FlushPhase, Timer> phases;
    private final SnapshotMetrics snapshot;
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder logEntries = new LongAdder();
    private final LongAdder backpressureNanos = new LongAdder();
    private final AtomicLong bufferBytes = new AtomicLong();
    private final AtomicLong receivedCommitMillis = new AtomicLong();
    private final AtomicLong oldestPendingMillis = new AtomicLong();
    private final AtomicLong heardAtNanos = new AtomicLong();
    private final AtomicLong safeWalBytes = new AtomicLong(-1);
    private final Map<String, TableMetrics> tables = new ConcurrentHashMap<>();
    private final DistributionSummary batchRows;
    private final DistributionSummary batchBytes;
    private final Timer fsync;
    private volatile SourceState state = SourceState.STARTING;
    private volatile boolean slotActive;
    private volatile boolean heard;
    private volatile @Nullable String walStatus;
    private volatile double endToEndLatencySeconds = Double.NaN;
    private volatile long behindSinceMillis;
    private volatile long observedAtMillis;
    private volatile double slotInactiveSeconds = Double.NaN;
    private volatile double catalogXminAge = Double.NaN;
    private volatile long spilledBytes;
    private volatile ToLongFunction<TablePhase> tablesInPhase = phase -> 0;
    private volatile WalGuardStatus walGuard = WalGuardStatus.UNKNOWN;

    SourceMetrics(MeterRegistry registry, String source, Clock clock, LongSupplier nanoTime) {
        this.registry = registry;
        this.tags = Tags.of("source", source);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.batchRows = DistributionSummary.builder(MetricName.BATCH_ROWS)
                .tags(tags)
                .serviceLevelObjectives(100, 10_000, 1_000_000)
                .register(registry);
        this.batchBytes = DistributionSummary.builder(MetricName.BATCH_BYTES)
                .tags(tags)
                .serviceLevelObjectives(1 << 16, 1 << 20, 1 << 24, 1 << 28)
                .register(registry);
        this.fsync = timer(MetricName.FSYNC_DURATION_SECONDS, tags);
        this.messages = new LabelledMeters<>(
                StreamMessage.class, type -> counter(MetricName.MESSAGES_TOTAL, tags.and("type", type)));
        this.transactions = new LabelledMeters<>(
                TransactionResult.class, result -> counter(MetricName.TRANSACTIONS_TOTAL, tags.and("result", result)));
        this.statusUpdates = new LabelledMeters<>(
                StatusReason.class, reason -> counter(MetricName.STATUS_UPDATES_TOTAL, tags.and("reason", reason)));
        this.phases = new LabelledMeters<>(
                FlushPhase.class, phase -> timer(MetricName.BATCH_DURATION_SECONDS, tags.and("phase", phase)));
        this.lsns = new LabelledMeters<>(LsnPoint.class, this::lsnGauge);
        this.snapshot = new SnapshotMetrics(registry, tags);
        bindCounters();
        bindStreamGauges();
        bindSlotGauges();
        bindObservedGauges();
    }

    /** Bytes of replication frames, framing included. */
    public void received(long bytes) {
        receivedBytes.add(bytes);
    }

    public void messages(StreamMessage type, long count) {
        messages.of(type).add(count);
    }

    public void transactions(TransactionResult result, long count) {
        transactions.of(result).add(count);
    }

    public void statusUpdate(StatusReason reason) {
        statusUpdates.of(reason).increment();
    }

    public void state(SourceState newState) {
        state = newState;
    }

    public void lsn(LsnPoint point, long lsn) {
        lsns.of(point).set(lsn);
    }

    /**
     * The stream delivered a commit.
     *
     * @param epochMillis its commit time
     */
    public void receivedCommitAt(long epochMillis) {
        receivedCommitMillis.set(epochMillis);
    }

    /**
     * How old what is not durable is.
     *
     * @param epochMillis commit time of the oldest transaction that is not durable; 0 when there is none
     */
    public void oldestPendingCommitAt(long epochMillis) {
        oldestPendingMillis.set(epochMillis);
    }

    /**
     * The server's WAL goes on while no stream runs.
     *
     * @param epochMillis since when; 0 when a stream runs, or there is nothing to read
     */
    public void behindSince(long epochMillis) {
        behindSinceMillis = epochMillis;
    }

    /** How old what is not durable is, in seconds; 0 when there is nothing. */
    public double durableLagSeconds() {
        long pending = oldestPendingMillis.get();
        long since = behindSinceMillis;
        return Math.max(pending == 0 ? 0 : secondsSince(pending), since == 0 ? 0 : secondsSince(since));
    }

    /** The server was looked at over the control connection. */
    public void observedAt(long epochMillis) {
        observedAtMillis = epochMillis;
    }

    /** Anything came from the server. */
    public void heardFromServer() {
        heardAtNanos.set(nanoTime.getAsLong());
        heard = true;
    }

    /** Bytes received and not yet durable. */
    public void bufferBytes(long bytes) {
        bufferBytes.set(bytes);
    }

    /** Time in which reading was paused. */
    public void backpressure(Duration paused) {
        backpressureNanos.add(paused.toNanos());
    }

    /** A connection ended or failed, and another attempt follows. */
    public void reconnect(ErrorCode reason) {
        registry.counter(MetricName.RECONNECTS_TOTAL, tags.and("reason", LabelledMeters.label(reason)))
                .increment();
    }

    public void error(ErrorCode code) {
        registry.counter(MetricName.ERRORS_TOTAL, tags.and("code", code.id(), "name", code.name()))
                .increment();
    }

    /**
     * A table's shape changed.
     *
     * @param kind for example {@code column_added}
     */
    public void schemaChange(String kind) {
        registry.counter(MetricName.SCHEMA_CHANGES_TOTAL, tags.and("kind", kind))
                .increment();
    }

    /** A commit log entry was published; {@code rows} and {@code bytes} are those of its data files. */
    public void entryPublished(long rows, long bytes) {
        logEntries.increment();
        if (rows > 0) {
            batchRows.record((double) rows);
            batchBytes.record((double) bytes);
        }
    }

    public void phase(FlushPhase phase, long nanos) {
        phases.of(phase).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** One force of one file or directory. */
    public void fsync(long nanos) {
        fsync.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void endToEndLatency(Duration latency) {
        endToEndLatencySeconds = latency.toNanos() / 1e9;
    }

    /**
     * Facts of the slot, from the control connection.
     *
     * @param status {@code pg_replication_slots.wal_status}; null when not known
     * @param safeBytes {@code safe_wal_size}; null when the server sets no limit
     */
    public void slot(boolean active, @Nullable String status, @Nullable Long safeBytes) {
        slotActive = active;
        walStatus = status;
        safeWalBytes.set(safeBytes == null ? -1 : Math.max(0, safeBytes));
    }

    /**
     * More facts of the slot, which the server tells less often.
     *
     * @param xminAge transactions since the oldest catalog row that is kept for the slot; null when there is none
     * @param inactiveSeconds since nobody streams from it; null when somebody does, or the server does not tell
     * @param spilled bytes that decoding wrote to the server's disk
     */
    public void slotStatistics(@Nullable Long xminAge, @Nullable Double inactiveSeconds, long spilled) {
        catalogXminAge = xminAge == null ? Double.NaN : xminAge;
        slotInactiveSeconds = inactiveSeconds == null ? Double.NaN : inactiveSeconds;
        spilledBytes = spilled;
    }

    /** Room for the WAL that the server keeps. */
    public void walGuard(WalGuardStatus status) {
        walGuard = status;
        snapshot.paused(status.snapshotsPaused());
    }

    /** What the reading of whole tables reports. */
    public SnapshotMetrics snapshot() {
        return snapshot;
    }

    /** How the number of tables in a phase is found, at each look. */
    public void tables(ToLongFunction<TablePhase> inPhase) {
        tablesInPhase = inPhase;
    }

    /**
     * The counters of a table; the same object for the same name.
     *
     * @param name {@code schema.table} at the source
     */
    public TableMetrics table(String name) {
        TableMetrics known = tables.get(name);
        if (known != null) {
            return known;
        }
        String label = tables.size() < MAX_TABLES ? name : OTHER_TABLES;
        return tables.computeIfAbsent(label, absent -> new TableMetrics(registry, tags, absent));
    }

    private void bindCounters() {
        bind(MetricName.RECEIVED_BYTES_TOTAL, tags, receivedBytes);
        bind(MetricName.LOG_ENTRIES_TOTAL, tags, logEntries);
        FunctionCounter.builder(MetricName.BACKPRESSURE_SECONDS_TOTAL, backpressureNanos, nanos -> nanos.sum() / 1e9)
                .tags(tags)
                .register(registry);
    }

    private void bindStreamGauges() {
        for (SourceState each : SourceState.values()) {
            gauge(
                    MetricName.STREAM_STATE,
                    tags.and("state", LabelledMeters.label(each)),
                    self -> self.state == each ? 1 : 0);
        }
        for (TablePhase phase : TablePhase.values()) {
            gauge(
                    MetricName.TABLES,
                    tags.and("phase", LabelledMeters.label(phase)),
                    self -> self.tablesInPhase.applyAsLong(phase));
        }
        lag("received", LsnPoint.RECEIVED);
        lag("durable", LsnPoint.DURABLE);
        lag("acked", LsnPoint.ACKED);
        lag("confirmed", LsnPoint.SLOT_CONFIRMED);
        lag("retained", LsnPoint.SLOT_RESTART);
        gauge(MetricName.LAG_SECONDS, tags.and("stage", "received"), SourceMetrics::receivedLagSeconds);
        gauge(MetricName.LAG_SECONDS, tags.and("stage", "durable"), SourceMetrics::durableLagSeconds);
        gauge(MetricName.END_TO_END_LATENCY_SECONDS, tags, self -> self.endToEndLatencySeconds);
        gauge(MetricName.SERVER_SILENCE_SECONDS, tags, SourceMetrics::silenceSeconds);
        gauge(MetricName.SOURCE_BUFFER_BYTES, tags, self -> self.bufferBytes.get());
    }

    private void bindSlotGauges() {
        gauge(MetricName.SLOT_ACTIVE, tags, self -> self.slotActive ? 1 : 0);
        gauge(MetricName.SLOT_SAFE_WAL_BYTES, tags, self -> {
            long bytes = self.safeWalBytes.get();
            return bytes < 0 ? Double.NaN : bytes;
        });
        for (String status : WAL_STATUSES) {
            gauge(
                    MetricName.SLOT_WAL_STATUS,
                    tags.and("status", status),
                    self -> status.equals(self.walStatus) ? 1 : 0);
        }
    }

    private void bindObservedGauges() {
        gauge(MetricName.OBSERVED_TIMESTAMP_SECONDS, tags, self -> self.observedAtMillis / 1e3);
        gauge(MetricName.SLOT_INACTIVE_SECONDS, tags, self -> self.slotInactiveSeconds);
        gauge(MetricName.SLOT_CATALOG_XMIN_AGE, tags, self -> self.catalogXminAge);
        FunctionCounter.builder(MetricName.SLOT_SPILLED_BYTES_TOTAL, this, self -> self.spilledBytes)
                .tags(tags)
                .register(registry);
        for (WalGuardStatus.Level level : WalGuardStatus.Level.values()) {
            gauge(
                    MetricName.WAL_GUARD_LEVEL,
                    tags.and("level", LabelledMeters.label(level)),
                    self -> self.walGuard.level() == level ? 1 : 0);
        }
        gauge(MetricName.WAL_LIMIT_BYTES, tags, self -> orNaN(self.walGuard.limitBytes()));
        gauge(MetricName.WAL_BURN_BYTES_PER_SECOND, tags, self -> self.walGuard.burnBytesPerSecond());
        gauge(MetricName.WAL_LEFT_SECONDS, tags, self -> orNaN(self.walGuard.secondsLeft()));
    }

    private static double orNaN(@Nullable Long value) {
        return value == null ? Double.NaN : value;
    }

    private AtomicLong lsnGauge(String point) {
        AtomicLong lsn = new AtomicLong();
        gauge(MetricName.LSN, tags.and("point", point), self -> unsigned(lsn.get()));
        return lsn;
    }

    private void lag(String stage, LsnPoint point) {
        gauge(MetricName.LAG_BYTES, tags.and("stage", stage), self -> self.behindServer(point));
    }

    private double behindServer(LsnPoint point) {
        long server = lsns.of(LsnPoint.SERVER).get();
        long at = lsns.of(point).get();
        if (server == 0 || at == 0) {
            return Double.NaN;
        }
        return Long.compareUnsigned(server, at) <= 0 ? 0 : unsigned(server - at);
    }

    private double receivedLagSeconds() {
        long commit = receivedCommitMillis.get();
        return commit == 0 || !(behindServer(LsnPoint.RECEIVED) > 0) ? 0 : secondsSince(commit);
    }

    private double secondsSince(long epochMillis) {
        return Math.max(0, clock.millis() - epochMillis) / 1e3;
    }

    private double silenceSeconds() {
        return heard ? (nanoTime.getAsLong() - heardAtNanos.get()) / 1e9 : Double.NaN;
    }

    private LongAdder counter(String name, Tags labels) {
        LongAdder adder = new LongAdder();
        bind(name, labels, adder);
        return adder;
    }

    private void bind(String name, Tags labels, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::doubleValue)
                .tags(labels)
                .register(registry);
    }

    private void gauge(String name, Tags labels, ToDoubleFunction<SourceMetrics> value) {
        Gauge.builder(name, this, value).tags(labels).strongReference(true).register(registry);
    }

    private Timer timer(String name, Tags labels) {
        return Timer.builder(name)
                .tags(labels)
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10))
                .register(registry);
    }

    private static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0 + (value & 1);
    }
}
