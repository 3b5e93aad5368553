package dev.headgate.staging.log;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the writer wants in the next entry; {@link CommitLog#publish} adds number, chain and commit id. Every file named
 * here is published (durable under its final name) before the draft is handed over.
 *
 * @param epoch from 1; at least the last entry's
 * @param lineage which server history the LSNs belong to
 * @param throughLsn unsigned; snapshot and event entries repeat the last entry's
 * @param transactions number of transactions
 * @param firstCommit commit time of the first transaction; null without transactions
 * @param lastCommit commit time of the last transaction; null without transactions
 * @param files data files
 * @param schemas versions that no earlier entry holds
 * @param events in order
 */
public record EntryDraft(
        int epoch,
        Lineage lineage,
        long throughLsn,
        long transactions,
        @Nullable Instant firstCommit,
        @Nullable Instant lastCommit,
        List<DataFile> files,
        List<SchemaVersion> schemas,
        List<LogEvent> events) {
    public EntryDraft {
        Objects.requireNonNull(lineage, "lineage");
        if (epoch < 1 || transactions < 0) {
            throw new IllegalArgumentException("epoch " + epoch + ", transactions " + transactions + " out of range");
        }
        if ((firstCommit == null) != (lastCommit == null)) {
            throw new IllegalArgumentException("first and last commit time come together");
        }
        files = List.copyOf(files);
        schemas = List.copyOf(schemas);
        events = List.copyOf(events);
    }

    /** An entry without rows: fencing, idle advance, or events alone. */
    public static EntryDraft ofEvents(int epoch, Lineage lineage, long throughLsn, List<LogEvent> events) {
        return new EntryDraft(epoch, lineage, throughLsn, 0, null, null, List.of(), List.of(), events);
    }
}
