package dev.headgate.gateway.metrics;

/** Steps of making changes durable; label {@code phase} of {@link MetricName#BATCH_DURATION_SECONDS}. */
public enum FlushPhase {
    /** From the first change of a batch until it is closed. */
    FILL,
    /** Writing Parquet. */
    ENCODE,
    /** Forcing data files to disk and publishing their names. */
    FSYNC,
    /** Publishing the commit log entry. */
    COMMIT
}
