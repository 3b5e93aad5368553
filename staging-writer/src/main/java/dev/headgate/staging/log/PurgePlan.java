package dev.headgate.staging.log;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What retention may delete now. Made by {@link Retention#plan}.
 *
 * @param logId the log; null when there is none
 * @param throughEntry entries up to this one are no longer for readers; 0 when nothing may be purged
 * @param dataFiles paths of data files to delete, relative to the staging root
 * @param dataBytes their size
 * @param entries numbers of the entries that name no other files than those
 */
public record PurgePlan(
        @Nullable String logId, long throughEntry, List<String> dataFiles, long dataBytes, List<Long> entries) {
    static final PurgePlan NOTHING = new PurgePlan(null, 0, List.of(), 0, List.of());

    public PurgePlan {
        Objects.requireNonNull(dataFiles, "dataFiles");
        Objects.requireNonNull(entries, "entries");
        dataFiles = List.copyOf(dataFiles);
        entries = List.copyOf(entries);
    }

    public boolean isEmpty() {
        return dataFiles.isEmpty() && entries.isEmpty();
    }
}
