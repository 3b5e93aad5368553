package dev.headgate.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one table, or of all tables beyond the limit. Safe for use by several threads. */
public final class TableMetrics {
    private final LabelledMeters<RowOperation, LongAdder> rows;
    private final LongAdder unchangedToast = new LongAdder();
    private final LongAdder unrepresentable = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final LongAdder files = new LongAdder();
    private final LongAdder fileBytes = new LongAdder();
    private final AtomicLong lastChangeMillis = new AtomicLong();

    TableMetrics(MeterRegistry registry, Tags source, String table) {
        Tags tags = source.and("table", table);
        rows = new LabelledMeters<>(RowOperation.class, op -> {
            LongAdder adder = new LongAdder();
            counter(registry, MetricName.ROWS_TOTAL, tags.and("op", op), adder);
            return adder;
        });
        counter(registry, MetricName.UNCHANGED_TOAST_TOTAL, tags, unchangedToast);
        counter(registry, MetricName.UNREPRESENTABLE_TOTAL, tags, unrepresentable);
        counter(registry, MetricName.DISCARDED_ROWS_TOTAL, tags, discarded);
        counter(registry, MetricName.FILES_TOTAL, tags, files);
        counter(registry, MetricName.FILE_BYTES_TOTAL, tags, fileBytes);
        TimeGauge.builder(
                        MetricName.LAST_CHANGE_TIMESTAMP_SECONDS,
                        lastChangeMillis,
                        TimeUnit.MILLISECONDS,
                        AtomicLong::doubleValue)
                .tags(tags)
                .register(registry);
    }

    private static void counter(MeterRegistry registry, String name, Tags tags, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::doubleValue).tags(tags).register(registry);
    }

    /** Rows staged. */
    public void rows(RowOperation operation, long count) {
        rows.of(operation).add(count);
    }

    /** Values that the server did not send because they are unchanged TOAST. */
    public void unchangedToast(long count) {
        unchangedToast.add(count);
    }

    /** Values that the column type cannot hold, kept as text. */
    public void unrepresentable(long count) {
        unrepresentable.add(count);
    }

    /** Changes that were left out since the table is paused or errored. */
    public void discarded(long count) {
        discarded.add(count);
    }

    /** A data file that a commit log entry names. */
    public void filePublished(long bytes) {
        files.increment();
        fileBytes.add(bytes);
    }

    /**
     * The newest change.
     *
     * @param epochMillis its commit time
     */
    public void lastChangeAt(long epochMillis) {
        lastChangeMillis.set(epochMillis);
    }
}
