package dev.headgate.ingest.config;

/** What becomes of changes in a table. */
public enum WriteMode {
    /** The table equals the source. */
    MERGE,
    /** As {@link #MERGE}, but rows that were deleted stay, and say so. */
    INCLUDE_DELETED_ROWS,
    /** Each state that a row had after a transaction is a row, with the time from when and until when it held. */
    SCD2,
    /** Each change is a row. */
    APPEND
}
