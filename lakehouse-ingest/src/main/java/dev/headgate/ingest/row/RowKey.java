package dev.headgate.ingest.row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cells that identify a row: those of the key columns, or all of them for a table without key.
 *
 * @param cells in key order; unmodifiable
 */
public record RowKey(List<@Nullable Object> cells) {
    public RowKey {
        cells = Collections.unmodifiableList(new ArrayList<>(cells));
    }

    /** The key of a row whose key columns stand at these ordinals. */
    public static RowKey of(@Nullable Object[] row, int[] ordinals) {
        List<@Nullable Object> cells = new ArrayList<>(ordinals.length);
        for (int ordinal : ordinals) {
            cells.add(row[ordinal]);
        }
        return new RowKey(cells);
    }
}
