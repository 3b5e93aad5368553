package dev.headgate.ingest.fold;

import dev.headgate.ingest.row.RowKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a folded row for a value that no change of this batch carries: it is the value of the same column in the
 * destination's row of this key, where the chain of changes began.
 *
 * @param key of the destination's row before the batch
 */
record Carried(RowKey key) {
    /** Adds the keys that a row takes values from; a row that is null takes none. */
    static void addKeys(@Nullable Object @Nullable [] row, Set<RowKey> keys) {
        for (int i = 0; row != null && i < row.length; i++) {
            if (row[i] instanceof Carried carried) {
                keys.add(carried.key());
            }
        }
    }
}
