package dev.headgate.staging.log;

/**
 * Where a row stands in the order of its source, within an epoch.
 *
 * @param commitLsn commit LSN of the row's transaction, unsigned
 * @param ordinal position in the transaction from 1; 0 for snapshot rows, -1 for a refresh marker
 */
public record RowPosition(long commitLsn, long ordinal) implements Comparable<RowPosition> {
    @Override
    public int compareTo(RowPosition other) {
        int byLsn = Long.compareUnsigned(commitLsn, other.commitLsn);
        return byLsn != 0 ? byLsn : Long.compare(ordinal, other.ordinal);
    }
}
