package dev.headgate.staging.log;

import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Follows a commit log for a consumer, entry by entry, and halts as soon as the log is not the one it was: swapped,
 * wiped, restored to an earlier point, damaged, or purged past the reader. Reads only. One thread.
 *
 * <p>Order of calls for a consumer that resumes: open with the stored position, then per entry {@link #next()}, apply
 * it, {@link Consumers#advance} to {@link LogEntry#position()}.
 */
public final class CommitLogReader {
    private final LogFiles files;
    private ChainLink link;
    private @Nullable LogPosition position;

    private CommitLogReader(LogFiles files, ChainLink link, @Nullable LogPosition position) {
        this.files = files;
        this.link = link;
        this.position = position;
    }

    /**
     * A reader that begins with entry 1.
     *
     * @throws PurgedEntryException entry 1 has been purged
     */
    public static CommitLogReader fromStart(StagingStore store, String source) throws IOException {
        LogFiles files = new LogFiles(store, source);
        requireNotPurged(files, 1);
        return new CommitLogReader(files, ChainLink.START, null);
    }

    /**
     * A reader that begins with the entry after a position.
     *
     * @throws LogCorruptException the log at that position is not the one the position belongs to
     * @throws PurgedEntryException the entry after the position has been purged
     */
    public static CommitLogReader after(StagingStore store, String source, LogPosition position) throws IOException {
        LogFiles files = new LogFiles(store, source);
        requireNotPurged(files, position.entry() + 1);
        ChainLink link;
        try {
            LogEntry last = files.readEntry(position.entry());
            requireSame(files, last, position);
            link = ChainLink.after(last);
        } catch (NoSuchFileException e) {
            requirePurged(files, position.entry(), e);
            link = ChainLink.after(position);
        }
        return new CommitLogReader(files, link, position);
    }

    /** The last entry read; null before the first. */
    public @Nullable LogPosition position() {
        return position;
    }

    /**
     * The next entry.
     *
     * @return null when there is none yet: ask again later
     * @throws IOException the store could not be read; the reader stands where it stood
     * @throws LogCorruptException the log is not the one read so far, or the entry is damaged
     * @throws PurgedEntryException the entry has been purged before it was read
     */
    public @Nullable LogEntry next() throws IOException {
        long number = link.entry() + 1;
        LogEntry entry;
        try {
            entry = files.readEntry(number);
        } catch (NoSuchFileException e) {
            requireAtEnd(number);
            return null;
        }
        link.requireFollowedBy(entry, files.entryPath(number));
        link = ChainLink.after(entry);
        position = entry.position();
        return entry;
    }

    /**
     * One entry by number, wherever this reader stands.
     *
     * @throws NoSuchFileException it has not been published
     * @throws PurgedEntryException it has been purged
     * @throws LogCorruptException it is damaged, or of another log than the entries read so far
     */
    public LogEntry entry(long number) throws IOException {
        LogEntry entry;
        try {
            entry = files.readEntry(number);
        } catch (NoSuchFileException e) {
            requireNotPurged(files, number);
            throw e;
        }
        String logId = link.logId();
        if (logId != null && !entry.logId().equals(logId)) {
            throw new LogCorruptException(
                    files.entryPath(number), "it belongs to log " + entry.logId() + ", this reader follows " + logId);
        }
        return entry;
    }

    /** An absent entry is the end of the log only if the entry before it still stands. */
    private void requireAtEnd(long missing) throws IOException {
        requireNotPurged(files, missing);
        LogPosition last = position;
        if (last == null) {
            return;
        }
        try {
            requireSame(files, files.readEntry(last.entry()), last);
        } catch (NoSuchFileException e) {
            requirePurged(files, last.entry(), e);
            // The newest entry is never purged: ours is purged, so there are later ones.
            if (files.list().entries().higherKey(last.entry()) == null) {
                throw new LogCorruptException(
                        files.entryPath(missing), "it is missing, though retention never purges the newest entry", e);
            }
        }
    }

    private static void requireSame(LogFiles files, LogEntry found, LogPosition expected) {
        if (!found.position().equals(expected)) {
            throw new LogCorruptException(
                    files.entryPath(expected.entry()),
                    "it is " + found.position() + ", but this reader has read " + expected
                            + ": the log was replaced or restored");
        }
    }

    private static void requireNotPurged(LogFiles files, long entry) throws IOException {
        EntryMark purged = files.readPurgeMark();
        if (purged != null && entry <= purged.throughEntry()) {
            throw new PurgedEntryException(files.entryPath(entry), entry, purged.throughEntry());
        }
    }

    private static void requirePurged(LogFiles files, long entry, NoSuchFileException cause) throws IOException {
        EntryMark purged = files.readPurgeMark();
        if (purged == null || entry > purged.throughEntry()) {
            throw new LogCorruptException(files.entryPath(entry), "it has been read before and is missing now", cause);
        }
    }
}
