package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.row.ChangePosition;
import org.jspecify.annotations.Nullable;

/**
 * A generation of a table: what was copied at a consistent point, and every change at or above it. Which rows belong to it
 * is decided by their position, not by the folder of their file.
 *
 * @param number from 1; 0 for a table that was never copied, whose rows are all that was ever staged
 * @param epoch lineage epoch of the consistent point
 * @param consistentPoint commit LSN, unsigned
 * @param firstEntry the entry that says it began
 * @param readableAt LSN that the log must have reached before the table is consistent, unsigned; null until the log says
 *     that everything is copied
 */
record Generation(
        int number,
        int epoch,
        long consistentPoint,
        long firstEntry,
        @Nullable Long readableAt) {
    /** Everything that was ever staged. */
    static Generation ofAllChanges() {
        return new Generation(0, 0, 0, 1, 0L);
    }

    Generation finished(long lsn) {
        return new Generation(number, epoch, consistentPoint, firstEntry, lsn);
    }

    /** Whether a row is part of it. */
    boolean holds(ChangePosition position) {
        return position.epoch() > epoch
                || (position.epoch() == epoch && Long.compareUnsigned(position.commitLsn(), consistentPoint) >= 0);
    }

    /** Whether the log has everything of it once it has reached this position. */
    boolean isReadable(int logEpoch, long throughLsn) {
        Long needed = readableAt;
        return needed != null
                && (logEpoch > epoch || (logEpoch == epoch && Long.compareUnsigned(throughLsn, needed) >= 0));
    }
}
