package dev.headgate.staging.log;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a commit log: everything that became visible to readers in one step.
 *
 * @param version format version, {@value #VERSION}
 * @param logId random identity of the log, the same in all its entries
 * @param entry number, from 1 without gap
 * @param commitId a hash over the whole file, a dash, a random part: names exactly this content of this writer
 * @param previous commit id of the entry before; null in entry 1 only
 * @param source name of the source
 * @param epoch lineage epoch, from 1, never falls
 * @param lineage which server history the LSNs belong to
 * @param fromLsn {@code throughLsn} of the entry before, 0 in entry 1; unsigned
 * @param throughLsn the source is staged up to here, exclusive of nothing below it; unsigned; does not fall within an
 *     epoch
 * @param transactions number of transactions in this entry
 * @param firstCommit commit time of the first transaction; null without transactions
 * @param lastCommit commit time of the last transaction; null without transactions
 * @param files data files, published before the entry
 * @param schemas versions that first appear here
 * @param events what else happened, in order
 */
public record LogEntry(
        int version,
        String logId,
        long entry,
        String commitId,
        @Nullable String previous,
        String source,
        int epoch,
        Lineage lineage,
        long fromLsn,
        long throughLsn,
        long transactions,
        @Nullable Instant firstCommit,
        @Nullable Instant lastCommit,
        List<DataFile> files,
        List<SchemaVersion> schemas,
        List<LogEvent> events) {
    /** The format version that this module writes and reads. */
    public static final int VERSION = 1;

    public LogEntry {
        Objects.requireNonNull(logId, "logId");
        Objects.requireNonNull(commitId, "commitId");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(lineage, "lineage");
        if (entry < 1 || epoch < 1 || transactions < 0) {
            throw new IllegalArgumentException(
                    "entry " + entry + ", epoch " + epoch + ", transactions " + transactions + " out of range");
        }
        if ((firstCommit == null) != (lastCommit == null)) {
            throw new IllegalArgumentException("first and last commit time come together");
        }
        files = List.copyOf(files);
        schemas = List.copyOf(schemas);
        events = List.copyOf(events);
    }

    /** Where a reader stands that has read this entry. */
    public LogPosition position() {
        return new LogPosition(logId, entry, commitId);
    }

    LogEntry withCommitId(String newCommitId) {
        return new LogEntry(
                version,
                logId,
                entry,
                newCommitId,
                previous,
                source,
                epoch,
                lineage,
                fromLsn,
                throughLsn,
                transactions,
                firstCommit,
                lastCommit,
                files,
                schemas,
                events);
    }
}
