package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.util.Map;

/**
 * Hands filled batches to the staging thread, and waits with back-pressure when it lags. One reader thread.
 */
final class RowHandOver {
    static final long OFFER_MILLIS = 100;

    private final StagingQueue queue;
    private final StagingLimits limits;
    private final BackPressure backPressure;
    private final Map<String, String> facts;
    private long activeBytes;
    private int dirtyTables;

    RowHandOver(StagingQueue queue, StagingLimits limits, BackPressure backPressure, Map<String, String> facts) {
        this.queue = queue;
        this.limits = limits;
        this.backPressure = backPressure;
        this.facts = facts;
    }

    /** Number of tables with rows since the last cut. */
    int dirtyTables() {
        return dirtyTables;
    }

    /** Rows were appended to the route: hands batches over when they are full. */
    void appended(TableRoutes routes, TableRoute route, long messageBytes) {
        activeBytes += messageBytes;
        StagedBatch batch = route.batch();
        if (batch == null) {
            return;
        }
        if (route.becomesDirty()) {
            dirtyTables++;
        }
        if (batch.rows().rows() >= limits.batchRows() || batch.rows().bytes() >= limits.batchBytes()) {
            activeBytes = Math.max(0, activeBytes - batch.rows().bytes());
            rows(route);
        } else if (activeBytes > limits.activeBytes()) {
            routes.all().forEach(this::rows);
            activeBytes = 0;
        }
    }

    /** Hands the route's rows over, full or not. */
    void rows(TableRoute route) {
        StagedBatch batch = route.takeBatch();
        if (batch != null) {
            put(new StagingTask.Rows(batch, false));
        }
    }

    /** Hands everything over and ends the entry. */
    void cut(TableRoutes routes, EntryCut entry) {
        for (TableRoute route : routes.all()) {
            route.clean();
            StagedBatch batch = route.takeBatch();
            if (batch != null) {
                put(new StagingTask.Rows(batch, true));
            }
        }
        put(new StagingTask.Cut(entry));
        activeBytes = 0;
        dirtyTables = 0;
    }

    private void put(StagingTask task) {
        long start = System.nanoTime();
        try {
            while (!queue.offer(task, OFFER_MILLIS)) {
                backPressure.waiting(System.nanoTime() - start);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.INTERNAL, "The reader thread was interrupted", facts, e);
        }
    }
}
