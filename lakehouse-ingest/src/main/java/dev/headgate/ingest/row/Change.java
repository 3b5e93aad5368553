package dev.headgate.ingest.row;

import org.jspecify.annotations.Nullable;

/** One staged row, laid out for its destination table. Immutable by agreement: nobody writes into {@link #cells}. */
public final class Change {
    private final Operation operation;
    private final ChangePosition position;
    private final @Nullable Object[] cells;
    private final @Nullable RowKey oldKey;
    private final @Nullable Long commitTime;

    /**
     * @param operation what it says
     * @param position where it stands
     * @param cells one for each destination column; {@link Absent#CELL} for a value that the change does not carry
     * @param oldKey on the insert of a key change, the key that it replaces; else null
     * @param commitTime of the transaction at the source, microseconds since 1970 UTC; null if the file does not say
     */
    public Change(
            Operation operation,
            ChangePosition position,
            @Nullable Object[] cells,
            @Nullable RowKey oldKey,
            @Nullable Long commitTime) {
        this.operation = operation;
        this.position = position;
        this.cells = cells;
        this.oldKey = oldKey;
        this.commitTime = commitTime;
    }

    /** What it says. */
    public Operation operation() {
        return operation;
    }

    /** Where it stands. */
    public ChangePosition position() {
        return position;
    }

    /** One for each destination column; not to be changed. */
    public @Nullable Object[] cells() {
        return cells;
    }

    /** The key that the insert of a key change replaces; else null. */
    public @Nullable RowKey oldKey() {
        return oldKey;
    }

    /** Commit time of its transaction, microseconds since 1970 UTC; null if the file does not say. */
    public @Nullable Long commitTime() {
        return commitTime;
    }

    /** The moment of its transaction. */
    public Moment moment() {
        return new Moment(position.epoch(), position.commitLsn(), commitTime);
    }

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
