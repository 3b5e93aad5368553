package dev.headgate.gateway.metrics;

import static java.util.Map.entry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.Map;

/** The HELP line of every metric, by its name. */
final class MetricHelp implements MeterFilter {
    static final Map<String, String> TEXTS = Map.ofEntries(
            entry(MetricName.VERSION, "Always 1; the labels tell the versions of gateway and Java."),
            entry(MetricName.STREAM_STATE, "1 for the state that the source is in."),
            entry(MetricName.LSN, "Positions in the WAL as numbers; 0 when not known."),
            entry(
                    MetricName.LAG_BYTES,
                    "WAL between a point and the end of the WAL of the server; NaN when not known."),
            entry(MetricName.LAG_SECONDS, "Age of what is not received or not durable; 0 when nothing is behind."),
            entry(
                    MetricName.END_TO_END_LATENCY_SECONDS,
                    "From the commit of the last heartbeat at the source until it was durable; NaN without heartbeats."),
            entry(
                    MetricName.SERVER_SILENCE_SECONDS,
                    "Since anything came from the server on the stream; NaN before the first."),
            entry(MetricName.SLOT_ACTIVE, "1 while a connection streams from the slot."),
            entry(MetricName.SLOT_WAL_STATUS, "1 for the wal_status of the slot."),
            entry(
                    MetricName.SLOT_SAFE_WAL_BYTES,
                    "WAL that can still be written before the slot is lost; NaN when the server sets no limit."),
            entry(
                    MetricName.SLOT_INACTIVE_SECONDS,
                    "Since nobody streams from the slot; NaN while somebody does, and before PostgreSQL 17."),
            entry(
                    MetricName.SLOT_CATALOG_XMIN_AGE,
                    "Transactions since the oldest catalog row that the slot keeps from being vacuumed."),
            entry(
                    MetricName.SLOT_SPILLED_BYTES_TOTAL,
                    "Bytes that decoding wrote to the disk of the server; PostgreSQL 14 and later."),
            entry(
                    MetricName.OBSERVED_TIMESTAMP_SECONDS,
                    "When the server was last looked at over the control connection; 0 before the first time."),
            entry(MetricName.WAL_GUARD_LEVEL, "1 for the level of danger that retained WAL has reached."),
            entry(
                    MetricName.WAL_LIMIT_BYTES,
                    "Retained WAL at which budget or server limit is used up; NaN without a limit."),
            entry(MetricName.WAL_BURN_BYTES_PER_SECOND, "Growth of retained WAL over the last ten minutes."),
            entry(MetricName.WAL_LEFT_SECONDS, "Time until the limit at that growth; NaN without a limit or growth."),
            entry(MetricName.RECEIVED_BYTES_TOTAL, "Bytes of replication frames received."),
            entry(MetricName.MESSAGES_TOTAL, "Messages received, by type."),
            entry(MetricName.TRANSACTIONS_TOTAL, "Transactions received, by what became of them."),
            entry(MetricName.ROWS_TOTAL, "Rows staged, by table and operation."),
            entry(
                    MetricName.UNCHANGED_TOAST_TOTAL,
                    "Values that the server did not send because they had not changed."),
            entry(MetricName.UNREPRESENTABLE_TOTAL, "Values that the column type cannot hold, kept as text."),
            entry(
                    MetricName.DISCARDED_ROWS_TOTAL,
                    "Changes received and left out because the table is paused or errored."),
            entry(MetricName.TABLES, "Tables of the source by where they are in their life."),
            entry(
                    MetricName.LAST_CHANGE_TIMESTAMP_SECONDS,
                    "Commit time of the newest change of the table; 0 before the first."),
            entry(MetricName.SCHEMA_CHANGES_TOTAL, "Changes of the shape of tables."),
            entry(MetricName.SNAPSHOT_ROWS_TOTAL, "Rows read of whole tables."),
            entry(MetricName.SNAPSHOT_BYTES_TOTAL, "Bytes of the rows read of whole tables, as COPY sends them."),
            entry(MetricName.SNAPSHOT_CHUNKS_TOTAL, "Chunks of whole tables that were read into durable files."),
            entry(
                    MetricName.SNAPSHOT_RESTARTS_TOTAL,
                    "Tables that were begun again from their first chunk, since they had changed or could not be read."),
            entry(
                    MetricName.SNAPSHOT_PROGRESS_RATIO,
                    "Rows read of the tables that are being read, against the estimate of the planner; NaN without one."),
            entry(
                    MetricName.SNAPSHOT_RUNNING_SECONDS,
                    "Since the session began with the table that it reads for longest; 0 when it reads none."),
            entry(
                    MetricName.SNAPSHOT_LEFT_SECONDS,
                    "Estimated time until the last table is read, at the rate so far; NaN when not known."),
            entry(MetricName.SNAPSHOT_PAUSED, "1 while no chunk is begun, to leave room for WAL to the stream."),
            entry(MetricName.BATCH_ROWS, "Rows of a commit log entry with data files."),
            entry(MetricName.BATCH_BYTES, "Bytes of the data files of a commit log entry."),
            entry(MetricName.BATCH_DURATION_SECONDS, "Time for the steps of making an entry durable."),
            entry(MetricName.FSYNC_DURATION_SECONDS, "Time for one force of one file or directory."),
            entry(MetricName.FILES_TOTAL, "Data files published."),
            entry(MetricName.FILE_BYTES_TOTAL, "Bytes of the data files published."),
            entry(MetricName.LOG_ENTRIES_TOTAL, "Commit log entries published."),
            entry(MetricName.STATUS_UPDATES_TOTAL, "Status updates sent to the server, by reason."),
            entry(MetricName.RECONNECTS_TOTAL, "New attempts after an error, by its name."),
            entry(MetricName.ERRORS_TOTAL, "Errors by code."),
            entry(MetricName.BACKPRESSURE_SECONDS_TOTAL, "Time in which reading was paused."),
            entry(MetricName.SOURCE_BUFFER_BYTES, "Bytes of the source received and not yet durable."),
            entry(MetricName.BUFFER_BYTES, "Bytes of all sources received and not yet durable."),
            entry(MetricName.BUFFER_LIMIT_BYTES, "Limit of the bytes received and not yet durable."),
            entry(MetricName.STAGING_FREE_BYTES, "Free space of the staging store; -1 when not known."),
            entry(MetricName.STAGING_MIN_FREE_BYTES, "Free space below which reading pauses."),
            entry(MetricName.NOTIFICATIONS_TOTAL, "Notifications, by whether they were delivered."));

    @Override
    public Meter.Id map(Meter.Id id) {
        String text = TEXTS.get(id.getName());
        return text == null
                ? id
                : new Meter.Id(id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), text, id.getType());
    }
}
