package dev.headgate.staging.log;

/** Row counts by operation: the letters of the column {@code _cdc_op}. All are at least 0. */
public record OpCounts(long inserts, long updates, long deletes, long snapshotRows, long truncates) {
    public static final OpCounts ZERO = new OpCounts(0, 0, 0, 0, 0);

    public OpCounts {
        if (inserts < 0 || updates < 0 || deletes < 0 || snapshotRows < 0 || truncates < 0) {
            throw new IllegalArgumentException("Row counts must not be negative");
        }
    }

    public OpCounts plus(OpCounts other) {
        return new OpCounts(
                inserts + other.inserts,
                updates + other.updates,
                deletes + other.deletes,
                snapshotRows + other.snapshotRows,
                truncates + other.truncates);
    }

    /** All rows. */
    public long total() {
        return inserts + updates + deletes + snapshotRows + truncates;
    }
}
