package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.staging.log.CommitLogReader;
import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.log.FileKind;
import dev.headgate.staging.log.LogEntry;
import dev.headgate.staging.schema.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive entries that are applied together: one commit per table instead of one per entry. It ends where a generation is
 * complete, so that this entry is the last one that the switch needs.
 *
 * @param last the last of the entries
 * @param entries how many they are
 * @param files files of changes by table, in the order of the entries
 * @param due tables whose loading generation is complete with the last entry
 */
record EntryBatch(LogEntry last, int entries, Map<TableName, List<StagedFile>> files, List<TrackedTable> due) {
    private static final int MAX_ENTRIES = 200;
    static final long MAX_BYTES = 32L << 20;

    /**
     * Reads what comes next.
     *
     * @param source follows every entry that is read
     * @param selected tables whose files are wanted
     * @return null if there is nothing new
     */
    static @Nullable EntryBatch read(CommitLogReader log, TrackedSource source, Predicate<TableName> selected)
            throws IOException {
        Map<TableName, List<StagedFile>> files = new LinkedHashMap<>();
        LogEntry last = null;
        int entries = 0;
        long bytes = 0;
        boolean complete = false;
        while (!complete && entries < MAX_ENTRIES && bytes < MAX_BYTES) {
            LogEntry entry = log.next();
            if (entry == null) {
                break;
            }
            complete = source.follow(entry);
            last = entry;
            entries++;
            for (DataFile file : entry.files()) {
                TrackedTable table = source.table(file.table());
                if (file.kind() == FileKind.CDC) {
                    table.sawChanges();
                }
                boolean wanted = table.standstill() == null && !table.leftOut() && selected.test(file.table());
                if (file.kind() == FileKind.CDC && wanted) {
                    files.computeIfAbsent(file.table(), name -> new ArrayList<>())
                            .add(GenerationFiles.staged(table, entry, file, source.metadataPrefix()));
                    bytes += file.bytes();
                }
            }
        }
        if (last == null) {
            return null;
        }
        List<TrackedTable> due = source.tables().stream().filter(source::isDue).toList();
        return new EntryBatch(last, entries, files, due);
    }
}
