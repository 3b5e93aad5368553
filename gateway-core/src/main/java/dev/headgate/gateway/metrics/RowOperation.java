package dev.headgate.gateway.metrics;

/** What happened to a row; label {@code op} of {@link MetricName#ROWS_TOTAL}. */
public enum RowOperation {
    /** A row inserted, or the new half of a key change. */
    INSERT,
    /** A row updated in place. */
    UPDATE,
    /** A row deleted, or the old half of a key change. */
    DELETE,
    /** A table emptied. */
    TRUNCATE,
    /** A row that the table had when it was read. */
    SNAPSHOT
}
