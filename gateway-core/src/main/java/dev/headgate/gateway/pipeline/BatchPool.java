package dev.headgate.gateway.pipeline;

import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reuses the batches of one table version, so that a busy table allocates none. The reader thread takes, the staging
 * thread gives; a batch that a huge row has blown up is left to the collector.
 */
final class BatchPool {
    private final TableVersion version;
    private final long retainedBytesMax;
    private final ConcurrentLinkedQueue<StagedBatch> free = new ConcurrentLinkedQueue<>();

    BatchPool(TableVersion version, long retainedBytesMax) {
        this.version = version;
        this.retainedBytesMax = retainedBytesMax;
    }

    TableVersion version() {
        return version;
    }

    StagedBatch take() {
        StagedBatch reused = free.poll();
        return reused == null ? new StagedBatch(version, this) : reused;
    }

    void give(StagedBatch batch) {
        if (batch.rows().retainedBytes() <= retainedBytesMax) {
            free.add(batch);
        }
    }
}
