package dev.headgate.ingest.row;

import org.jspecify.annotations.Nullable;

/**
 * One staged row, laid out for its destination table. Immutable by agreement: nobody writes into {@link #cells}.
 *
 * @param operation what it says
 * @param position where it stands
 * @param cells one for each destination column; {@link Absent#CELL} for a value that the change does not carry
 * @param oldKey on the insert of a key change, the key that it replaces; else null
 */
public record Change(
        Operation operation,
        ChangePosition position,
        @Nullable Object[] cells,
        @Nullable RowKey oldKey) {

    /** Whether the change leaves out a value. */
    public boolean lacksValues() {
        for (Object cell : cells) {
            if (cell == Absent.CELL) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value is one that its column's type cannot hold. */
    public boolean hasUnrepresentable() {
        for (Object cell : cells) {
            if (cell instanceof Unrepresentable) {
                return true;
            }
        }
        return false;
    }
}
