package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.SnapshotOutlook;
import dev.headgate.staging.schema.TableName;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How far a table's rows are read, for people. Any thread. */
public final class LoadProgress {
    private final String table;
    private final TableName destination;
    private final int generation;
    private final long sinceNanos = System.nanoTime();
    private final LongAdder rows = new LongAdder();
    private volatile long estimatedRows;
    private volatile @Nullable GatewayException failure;

    /** @param table {@code schema.table} at the source */
    LoadProgress(String table, TableName destination, int generation) {
        this.table = table;
        this.destination = destination;
        this.generation = generation;
    }

    void estimated(long total) {
        estimatedRows = total;
    }

    void read(long count) {
        rows.add(count);
    }

    void failed(@Nullable GatewayException reason) {
        failure = reason;
    }

    /** Why it cannot be read for the time being; null when it can. */
    public @Nullable GatewayException failure() {
        return failure;
    }

    /** The destination table. */
    public TableName destination() {
        return destination;
    }

    /** {@code schema.table} at the source. */
    public String table() {
        return table;
    }

    /** The generation that is loaded. */
    public int generation() {
        return generation;
    }

    /** Rows read since this session began with the table. */
    public long rows() {
        return rows.sum();
    }

    /** Rows of the table as the planner knew them; 0 when it did not. */
    public long estimatedRows() {
        return estimatedRows;
    }

    /** Seconds until all rows are read, at the rate so far; null when not known. */
    public @Nullable Double secondsLeft() {
        long read = rows();
        double perSecond = read * 1e9 / Math.max(1, nanos());
        boolean known = estimatedRows > read && perSecond > 0;
        return known ? Double.valueOf((estimatedRows - read) / perSecond) : null;
    }

    /** What the tables that are being read have left together. */
    public static SnapshotOutlook outlook(List<LoadProgress> loads) {
        double read = 0;
        double estimated = 0;
        double running = 0;
        double left = Double.NaN;
        for (LoadProgress load : loads) {
            if (load.estimatedRows > 0) {
                read += Math.min(load.rows(), load.estimatedRows);
                estimated += load.estimatedRows;
            }
            running = Math.max(running, load.nanos() / 1e9);
            Double ofTable = load.secondsLeft();
            if (ofTable != null && !(left > ofTable)) {
                left = ofTable;
            }
        }
        return new SnapshotOutlook(estimated == 0 ? Double.NaN : read / estimated, running, left);
    }

    /** Nanoseconds since this session began with the table. */
    public long nanos() {
        return System.nanoTime() - sinceNanos;
    }
}
