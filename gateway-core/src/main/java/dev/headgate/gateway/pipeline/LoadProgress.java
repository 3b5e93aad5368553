package dev.headgate.gateway.pipeline;

import java.util.concurrent.atomic.LongAdder;

/** How far a table's rows are read, for people. Any thread. */
public final class LoadProgress {
    private final String table;
    private final int generation;
    private final long sinceNanos = System.nanoTime();
    private final LongAdder rows = new LongAdder();
    private volatile long estimatedRows;

    /** @param table {@code schema.table} at the source */
    LoadProgress(String table, int generation) {
        this.table = table;
        this.generation = generation;
    }

    void estimated(long total) {
        estimatedRows = total;
    }

    void read(long count) {
        rows.add(count);
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

    /** Nanoseconds since this session began with the table. */
    public long nanos() {
        return System.nanoTime() - sinceNanos;
    }
}
