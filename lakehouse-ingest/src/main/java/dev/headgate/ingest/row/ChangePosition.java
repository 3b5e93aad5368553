package dev.headgate.ingest.row;

/**
 * Where a row stands in the total order of its source.
 *
 * @param epoch lineage epoch, from 1
 * @param commitLsn commit LSN, unsigned
 * @param ordinal position in the transaction from 1; 0 for snapshot rows
 */
public record ChangePosition(int epoch, long commitLsn, long ordinal) implements Comparable<ChangePosition> {
    @Override
    public int compareTo(ChangePosition other) {
        if (epoch != other.epoch) {
            return Integer.compare(epoch, other.epoch);
        }
        int byLsn = Long.compareUnsigned(commitLsn, other.commitLsn);
        return byLsn != 0 ? byLsn : Long.compare(ordinal, other.ordinal);
    }

    /** Whether this row follows the other one in the same transaction, without any row between them. */
    public boolean isNextAfter(ChangePosition other) {
        return epoch == other.epoch && commitLsn == other.commitLsn && ordinal == other.ordinal + 1;
    }

    /** Epoch, LSN in PostgreSQL's form and ordinal, for messages. */
    @Override
    public String toString() {
        return String.format("epoch %d, %X/%X, ordinal %d", epoch, commitLsn >>> 32, commitLsn & 0xFFFF_FFFFL, ordinal);
    }
}
