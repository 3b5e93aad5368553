package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import dev.headgate.staging.schema.ColumnType;

/** What engines write differently in the query of the present rows. */
interface Dialect {
    /** An identifier. */
    String name(String name);

    /** What stands behind FROM for one part of a table. */
    String files(StagedTable table, int part);

    /** A column of that. */
    default String staged(String column, ColumnType type) {
        return name(column);
    }

    /** The value of a column that files do not have. */
    default String missing(ColumnType type) {
        return "NULL";
    }

    /** Whether a list of texts, in a column of that, holds a text; not asked of an engine that refuses absent columns. */
    default String holds(String column, String text) {
        throw new UnsupportedOperationException("absent columns");
    }

    /**
     * The value in the row with the highest number among those that fulfil a condition; null may be that value. Not asked
     * of an engine that refuses absent columns.
     */
    default String ofLast(String value, String number, String condition) {
        throw new UnsupportedOperationException("absent columns");
    }

    /** An expression that fails; not asked of an engine that refuses absent columns and tables without key. */
    default String failure(String message) {
        throw new UnsupportedOperationException("absent columns");
    }

    /** A text as a literal. */
    default String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
