package dev.headgate.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What the reading of one source's whole tables reports. Safe for use by several threads. */
public final class SnapshotMetrics {
    private final MeterRegistry registry;
    private final Tags tags;
    private final LongAdder rows;
    private final LongAdder bytes;
    private final LongAdder chunks;
    private final LongAdder restarts;
    private volatile Supplier<SnapshotOutlook> outlook = () -> SnapshotOutlook.NONE;
    private volatile boolean paused;

    SnapshotMetrics(MeterRegistry registry, Tags source) {
        this.registry = registry;
        this.tags = source;
        this.rows = counter(MetricName.SNAPSHOT_ROWS_TOTAL);
        this.bytes = counter(MetricName.SNAPSHOT_BYTES_TOTAL);
        this.chunks = counter(MetricName.SNAPSHOT_CHUNKS_TOTAL);
        this.restarts = counter(MetricName.SNAPSHOT_RESTARTS_TOTAL);
        gauge(MetricName.SNAPSHOT_PROGRESS_RATIO, self -> self.outlook.get().ratio());
        gauge(MetricName.SNAPSHOT_RUNNING_SECONDS, self -> self.outlook.get().runningSeconds());
        gauge(MetricName.SNAPSHOT_LEFT_SECONDS, self -> self.outlook.get().leftSeconds());
        gauge(MetricName.SNAPSHOT_PAUSED, self -> self.paused ? 1 : 0);
    }

    private LongAdder counter(String name) {
        LongAdder adder = new LongAdder();
        FunctionCounter.builder(name, adder, LongAdder::doubleValue).tags(tags).register(registry);
        return adder;
    }

    private void gauge(String name, ToDoubleFunction<SnapshotMetrics> value) {
        Gauge.builder(name, this, value).tags(tags).strongReference(true).register(registry);
    }

    /** Rows read. */
    public void rows(long count) {
        rows.add(count);
    }

    /** Bytes that COPY sent. */
    public void bytes(long count) {
        bytes.add(count);
    }

    /** A chunk is read, and its files are durable. */
    public void chunk() {
        chunks.increment();
    }

    /** A table is begun again from its first chunk. */
    public void restart() {
        restarts.increment();
    }

    /** Whether chunks wait for room for WAL. */
    public void paused(boolean waiting) {
        paused = waiting;
    }

    /** How the outlook is found, at each look. */
    public void outlook(Supplier<SnapshotOutlook> look) {
        outlook = look;
    }
}
