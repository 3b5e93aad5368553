package dev.headgate.gateway.metrics;

/** The name of every metric, as Prometheus shows it. Units are base units and stand in the name. */
public final class MetricName {
    public static final String VERSION = "headgate_version";
    public static final String STREAM_STATE = "headgate_stream_state";
    public static final String LSN = "headgate_lsn";
    public static final String LAG_BYTES = "headgate_lag_bytes";
    public static final String LAG_SECONDS = "headgate_lag_seconds";
    public static final String END_TO_END_LATENCY_SECONDS = "headgate_end_to_end_latency_seconds";
    public static final String SERVER_SILENCE_SECONDS = "headgate_server_silence_seconds";
    public static final String SLOT_ACTIVE = "headgate_slot_active";
    public static final String SLOT_WAL_STATUS = "headgate_slot_wal_status";
    public static final String SLOT_SAFE_WAL_BYTES = "headgate_slot_safe_wal_bytes";
    public static final String SLOT_INACTIVE_SECONDS = "headgate_slot_inactive_seconds";
    public static final String SLOT_CATALOG_XMIN_AGE = "headgate_slot_catalog_xmin_age";
    public static final String SLOT_SPILLED_BYTES_TOTAL = "headgate_slot_spilled_bytes_total";
    public static final String OBSERVED_TIMESTAMP_SECONDS = "headgate_observed_timestamp_seconds";
    public static final String WAL_GUARD_LEVEL = "headgate_wal_guard_level";
    public static final String WAL_LIMIT_BYTES = "headgate_wal_limit_bytes";
    public static final String WAL_BURN_BYTES_PER_SECOND = "headgate_wal_burn_bytes_per_second";
    public static final String WAL_LEFT_SECONDS = "headgate_wal_left_seconds";
    public static final String RECEIVED_BYTES_TOTAL = "headgate_received_bytes_total";
    public static final String MESSAGES_TOTAL = "headgate_messages_total";
    public static final String TRANSACTIONS_TOTAL = "headgate_transactions_total";
    public static final String ROWS_TOTAL = "headgate_rows_total";
    public static final String UNCHANGED_TOAST_TOTAL = "headgate_unchanged_toast_total";
    public static final String UNREPRESENTABLE_TOTAL = "headgate_unrepresentable_total";
    public static final String DISCARDED_ROWS_TOTAL = "headgate_discarded_rows_total";
    public static final String TABLES = "headgate_tables";
    public static final String LAST_CHANGE_TIMESTAMP_SECONDS = "headgate_last_change_timestamp_seconds";
    public static final String SCHEMA_CHANGES_TOTAL = "headgate_schema_changes_total";
    public static final String SNAPSHOT_ROWS_TOTAL = "headgate_snapshot_rows_total";
    public static final String SNAPSHOT_BYTES_TOTAL = "headgate_snapshot_bytes_total";
    public static final String SNAPSHOT_CHUNKS_TOTAL = "headgate_snapshot_chunks_total";
    public static final String SNAPSHOT_RESTARTS_TOTAL = "headgate_snapshot_restarts_total";
    public static final String SNAPSHOT_PROGRESS_RATIO = "headgate_snapshot_progress_ratio";
    public static final String SNAPSHOT_RUNNING_SECONDS = "headgate_snapshot_running_seconds";
    public static final String SNAPSHOT_LEFT_SECONDS = "headgate_snapshot_left_seconds";
    public static final String SNAPSHOT_PAUSED = "headgate_snapshot_paused";
    public static final String BATCH_ROWS = "headgate_batch_rows";
    public static final String BATCH_BYTES = "headgate_batch_bytes";
    public static final String BATCH_DURATION_SECONDS = "headgate_batch_duration_seconds";
    public static final String FSYNC_DURATION_SECONDS = "headgate_fsync_duration_seconds";
    public static final String FILES_TOTAL = "headgate_files_total";
    public static final String FILE_BYTES_TOTAL = "headgate_file_bytes_total";
    public static final String LOG_ENTRIES_TOTAL = "headgate_log_entries_total";
    public static final String STATUS_UPDATES_TOTAL = "headgate_status_updates_total";
    public static final String RECONNECTS_TOTAL = "headgate_reconnects_total";
    public static final String ERRORS_TOTAL = "headgate_errors_total";
    public static final String BACKPRESSURE_SECONDS_TOTAL = "headgate_backpressure_seconds_total";
    public static final String SOURCE_BUFFER_BYTES = "headgate_source_buffer_bytes";
    public static final String BUFFER_BYTES = "headgate_buffer_bytes";
    public static final String BUFFER_LIMIT_BYTES = "headgate_buffer_limit_bytes";
    public static final String STAGING_FREE_BYTES = "headgate_staging_free_bytes";
    public static final String STAGING_MIN_FREE_BYTES = "headgate_staging_min_free_bytes";
    public static final String NOTIFICATIONS_TOTAL = "headgate_notifications_total";

    private MetricName() {}
}
