package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.staging.log.LogEntry;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogPosition;
import dev.headgate.staging.log.LsnText;
import dev.headgate.staging.log.SchemaVersion;
import dev.headgate.staging.schema.TableName;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a source's log has said up to an entry. Follows it entry by entry, without reading a data file. One thread. */
final class TrackedSource {
    private static final String OPENED = "opened";
    private static final String METADATA_PREFIX = "metadata_prefix";

    private final Map<TableName, TrackedTable> tables = new LinkedHashMap<>();
    private String metadataPrefix = "_cdc_";
    private @Nullable LogPosition position;

    /** The last entry followed; null before the first. */
    @Nullable
    LogPosition position() {
        return position;
    }

    void restore(LogPosition at, String prefix) {
        position = at;
        metadataPrefix = prefix;
    }

    /** What the names of the columns begin with that every data file has. */
    String metadataPrefix() {
        return metadataPrefix;
    }

    Collection<TrackedTable> tables() {
        return tables.values();
    }

    TrackedTable table(TableName name) {
        return tables.computeIfAbsent(name, TrackedTable::new);
    }

    /**
     * Takes in the next entry.
     *
     * @return whether a generation is complete with it
     */
    boolean follow(LogEntry entry) {
        for (LogEvent event : entry.events()) {
            follow(entry, event);
        }
        for (SchemaVersion version : entry.schemas()) {
            table(version.table()).schemas().put(version.schemaVersion(), version.schema());
        }
        position = entry.position();
        return tables.values().stream().anyMatch(table -> isDue(table, entry));
    }

    /** Whether a table's loading generation is complete with this entry. */
    static boolean isDue(TrackedTable table, LogEntry entry) {
        Generation loading = table.loading();
        Generation.Extent extent = loading == null ? null : loading.extent();
        return extent != null && extent.isReadable(entry.epoch(), entry.throughLsn());
    }

    private void follow(LogEntry entry, LogEvent event) {
        switch (event.type()) {
            case OPENED -> metadataPrefix = event.attributes().getOrDefault(METADATA_PREFIX, metadataPrefix);
            case LogEvent.REFRESH_STARTED ->
                table(nameOf(entry, event))
                        .startLoading(
                                Generation.begun(number(entry, event), entry.entry()),
                                Boolean.parseBoolean(event.attributes().get(LogEvent.ALTERED)));
            case LogEvent.REFRESH_FINISHED ->
                table(nameOf(entry, event)).finishLoading(number(entry, event), extent(entry, event));
            case LogEvent.TABLE_REMOVED -> table(nameOf(entry, event)).remove();
            default -> {
                // Information for people.
            }
        }
    }

    private static Generation.Extent extent(LogEntry entry, LogEvent event) {
        return new Generation.Extent(
                entry.epoch(), lsn(entry, event, LogEvent.CONSISTENT_POINT), lsn(entry, event, LogEvent.READABLE_AT));
    }

    private static TableName nameOf(LogEntry entry, LogEvent event) {
        return new TableName(
                text(entry, event, LogEvent.CATALOG),
                text(entry, event, LogEvent.SCHEMA),
                text(entry, event, LogEvent.TABLE));
    }

    private static int number(LogEntry entry, LogEvent event) {
        try {
            return Integer.parseInt(text(entry, event, LogEvent.GENERATION));
        } catch (NumberFormatException e) {
            throw unreadable(entry, event, LogEvent.GENERATION, e);
        }
    }

    private static long lsn(LogEntry entry, LogEvent event, String attribute) {
        try {
            return LsnText.parse(text(entry, event, attribute));
        } catch (NumberFormatException e) {
            throw unreadable(entry, event, attribute, e);
        }
    }

    private static String text(LogEntry entry, LogEvent event, String attribute) {
        String value = event.attributes().get(attribute);
        if (value == null) {
            throw unreadable(entry, event, attribute, null);
        }
        return value;
    }

    private static IngestException unreadable(
            LogEntry entry, LogEvent event, String attribute, @Nullable Throwable cause) {
        return new IngestException(
                IngestErrorCode.LOG_CORRUPT,
                "Event " + event.type() + " of entry " + entry.entry() + " has no readable " + attribute,
                Map.of("source", entry.source()),
                cause);
    }
}
