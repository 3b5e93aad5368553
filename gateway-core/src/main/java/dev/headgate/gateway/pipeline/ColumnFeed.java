package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.TupleCursor;
import dev.headgate.staging.batch.ColumnVector;

/**
 * Moves one column's value from a tuple into a column vector, in text or binary form. Stateless or with scratch space of
 * its own: one reader thread.
 */
interface ColumnFeed {
    /**
     * Appends the value of {@code column}, which is neither null nor unchanged.
     *
     * @return false when the column type cannot hold the value: nothing was appended
     */
    boolean append(TupleCursor tuple, int column, ColumnVector target);
}
