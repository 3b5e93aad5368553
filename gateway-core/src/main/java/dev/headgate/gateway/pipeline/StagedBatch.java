package dev.headgate.gateway.pipeline;

import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.log.OpCounts;
import dev.headgate.staging.log.RowPosition;

/**
 * Rows of one table version with what a log entry says about them. Filled by the reader thread, handed over whole, read
 * by the staging thread, and given back to its {@link BatchPool}.
 */
final class StagedBatch {
    private final TableVersion version;
    private final BatchPool pool;
    private final ColumnBatch rows;
    private long inserts;
    private long updates;
    private long deletes;
    private long truncates;
    private long snapshotRows;
    private long unchangedValues;
    private long unrepresentableValues;
    private long firstLsn;
    private long firstOrdinal;
    private long lastLsn;
    private long lastOrdinal;

    StagedBatch(TableVersion version, BatchPool pool) {
        this.version = version;
        this.pool = pool;
        this.rows = new ColumnBatch(version.fileSchema());
    }

    TableVersion version() {
        return version;
    }

    ColumnBatch rows() {
        return rows;
    }

    /** Closes the row whose values were appended. */
    void endRow(Operation operation, long commitLsn, long ordinal) {
        if (rows.rows() == 0) {
            firstLsn = commitLsn;
            firstOrdinal = ordinal;
        }
        lastLsn = commitLsn;
        lastOrdinal = ordinal;
        switch (operation) {
            case INSERT -> inserts++;
            case UPDATE -> updates++;
            case DELETE -> deletes++;
            case TRUNCATE -> truncates++;
            case SNAPSHOT -> snapshotRows++;
        }
        rows.endRow();
    }

    /** Counts values that the change did not carry. */
    void addUnchanged(int values) {
        unchangedValues += values;
    }

    /** Counts values that the column type cannot hold. */
    void addUnrepresentable(int values) {
        unrepresentableValues += values;
    }

    long unchangedValues() {
        return unchangedValues;
    }

    long unrepresentableValues() {
        return unrepresentableValues;
    }

    OpCounts ops() {
        return new OpCounts(inserts, updates, deletes, snapshotRows, truncates);
    }

    RowPosition first() {
        return new RowPosition(firstLsn, firstOrdinal);
    }

    RowPosition last() {
        return new RowPosition(lastLsn, lastOrdinal);
    }

    /** Empties it and gives it back for reuse. */
    void release() {
        inserts = 0;
        updates = 0;
        deletes = 0;
        truncates = 0;
        snapshotRows = 0;
        unchangedValues = 0;
        unrepresentableValues = 0;
        rows.reset();
        pool.give(this);
    }
}
