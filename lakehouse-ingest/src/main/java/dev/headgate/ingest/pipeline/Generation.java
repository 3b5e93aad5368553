package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.row.ChangePosition;
import org.jspecify.annotations.Nullable;

/**
 * A generation of a table: what was copied at a consistent point, and every change at or above it. Which rows belong to it
 * is decided by their position, not by the folder of their file.
 *
 * @param number from 1; 0 for a table that was never copied, whose rows are all that was ever staged
 * @param firstEntry the entry that says it began; the table before it stays what it was after that entry, or before it
 * @param extent which rows it has; null until the log says that everything is copied
 */
record Generation(int number, long firstEntry, @Nullable Extent extent) {
    /**
     * Which rows are part of a complete generation.
     *
     * @param epoch lineage epoch of the consistent point
     * @param consistentPoint commit LSN, unsigned
     * @param readableAt LSN that the log must have reached before the table is consistent, unsigned
     */
    record Extent(int epoch, long consistentPoint, long readableAt) {
        /** Whether a row is part of it. */
        boolean holds(ChangePosition position) {
            return reaches(position.epoch(), position.commitLsn());
        }

        /** Whether a row at this position, or one before it in the same file, can be part of it. */
        boolean reaches(int rowEpoch, long commitLsn) {
            return rowEpoch > epoch || (rowEpoch == epoch && Long.compareUnsigned(commitLsn, consistentPoint) >= 0);
        }

        /** Whether the log has everything of it once it has reached this position. */
        boolean isReadable(int logEpoch, long throughLsn) {
            return logEpoch > epoch || (logEpoch == epoch && Long.compareUnsigned(throughLsn, readableAt) >= 0);
        }
    }

    /** Everything that was ever staged. */
    static Generation ofAllChanges() {
        return new Generation(0, 1, new Extent(0, 0, 0));
    }

    /** A generation that begins. */
    static Generation begun(int number, long entry) {
        return new Generation(number, entry, null);
    }

    Generation finished(Extent rows) {
        return new Generation(number, firstEntry, rows);
    }
}
