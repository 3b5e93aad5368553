package dev.headgate.ingest.row;

import org.jspecify.annotations.Nullable;

/**
 * When a transaction was committed at the source.
 *
 * @param epoch lineage epoch, from 1
 * @param commitLsn commit LSN, unsigned
 * @param commitTime microseconds since 1970 UTC; null if it is not known
 */
public record Moment(int epoch, long commitLsn, @Nullable Long commitTime) {
    /** Whether it is the same transaction. */
    public boolean isSame(Moment other) {
        return epoch == other.epoch && commitLsn == other.commitLsn;
    }
}
