package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.TableSelection;
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
    private final TableSelection selection;
    private String metadataPrefix = "_cdc_";
    private @Nullable LogPosition position;
    private int epoch;
    private long throughLsn;

    /** @param selection which of its columns go to destinations */
    TrackedSource(TableSelection selection) {
        this.selection = selection;
    }

    /** The last entry followed; null before the first. */
    @Nullable
    LogPosition position() {
        return position;
    }

    /** Lineage epoch of the last entry followed; 0 before the first. */
    int epoch() {
        return epoch;
    }

    /** How far the last entry followed reaches, unsigned. */
    long throughLsn() {
        return throughLsn;
    }

    void restore(LogPosition at, int atEpoch, long atLsn, String prefix) {
        position = at;
        epoch = atEpoch;
        throughLsn = atLsn;
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
        return tables.computeIfAbsent(name, added -> new TrackedTable(added, selection.columnsLeftOut(added)));
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
        epoch = entry.epoch();
        throughLsn = entry.throughLsn();
        return tables.values().stream().anyMatch(this::isDue);
    }

    /** Whether a table is to become its loading generation now. One that stands still does so when it goes on. */
    boolean isDue(TrackedTable table) {
        return table.standstill() == null && completeGeneration(table) > 0;
    }

    /** Number of the loading generation of a table if the log has all of it; else 0. */
    int completeGeneration(TrackedTable table) {
        Generation loading = table.loading();
        Generation.Extent extent = loading == null ? null : loading.extent();
        return loading != null && extent != null && extent.isReadable(epoch, throughLsn) ? loading.number() : 0;
    }

    /**
     * The last entry of which every table has, or needs, everything; null for none: what comes after it may be read
     * again.
     */
    @Nullable
    LogPosition neededAfter() {
        LogPosition needed = position;
        for (TrackedTable table : tables.values()) {
            Standstill standstill = table.standstill();
            if (standstill != null) {
                LogPosition at = standstill.at();
                if (at == null || needed == null) {
                    return null;
                }
                needed = at.entry() < needed.entry() ? at : needed;
            }
        }
        return needed;
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
