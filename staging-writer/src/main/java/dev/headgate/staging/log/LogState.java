package dev.headgate.staging.log;

import dev.headgate.staging.schema.TableName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A log folded up to one entry. Immutable: may be read by any thread.
 *
 * @param logId null before the first entry
 * @param lastEntry number of the last entry; 0 before the first
 * @param lastCommitId its commit id; null before the first
 * @param epoch 0 before the first
 * @param lineage null before the first
 * @param throughLsn unsigned; 0 before the first
 * @param transactions of all entries
 * @param lastCommit commit time of the newest transaction; null before the first
 * @param tables by name, in order of appearance; removed ones too
 * @param recentEvents the newest {@value #RECENT_EVENTS_MAX}, oldest first
 */
public record LogState(
        @Nullable String logId,
        long lastEntry,
        @Nullable String lastCommitId,
        int epoch,
        @Nullable Lineage lineage,
        long throughLsn,
        long transactions,
        @Nullable Instant lastCommit,
        Map<TableName, TableState> tables,
        List<LoggedEvent> recentEvents) {
    /** How many events are kept. */
    public static final int RECENT_EVENTS_MAX = 100;

    public LogState {
        tables = Collections.unmodifiableMap(tables);
        recentEvents = List.copyOf(recentEvents);
    }

    /** Whether the log has an entry. */
    public boolean exists() {
        return lastEntry > 0;
    }

    /** The last entry; null before the first. */
    public @Nullable LogPosition position() {
        String id = logId;
        String commitId = lastCommitId;
        return id == null || commitId == null ? null : new LogPosition(id, lastEntry, commitId);
    }
}
