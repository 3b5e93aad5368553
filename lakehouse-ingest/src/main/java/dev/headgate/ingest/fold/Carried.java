package dev.headgate.ingest.fold;

import dev.headgate.ingest.row.RowKey;

/**
 * Stands in a folded row for a value that no change of this batch carries: it is the value of the same column in the
 * destination's row of this key, where the chain of changes began.
 *
 * @param key of the destination's row before the batch
 */
record Carried(RowKey key) {}
