package dev.headgate.staging.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * Reads a log from the store: newest intact checkpoint, then every entry after it. A checkpoint only saves reading; it
 * is believed as far as the entry it was made at confirms it.
 */
final class LogReplay {
    private LogReplay() {}

    static LogFold read(LogFiles files, LogFiles.Listing listing, CheckpointFiles checkpoints) throws IOException {
        EntryMark purged = files.readPurgeMark();
        long purgedThrough = purged == null ? 0 : purged.throughEntry();
        if (listing.entries().isEmpty()) {
            if (purged != null || !listing.checkpoints().isEmpty()) {
                throw new LogCorruptException(files.directory(), "all entries are missing");
            }
            return new LogFold();
        }
        long last = listing.entries().lastKey();
        requireNoGap(files, listing, purgedThrough, last);
        if (!listing.checkpoints().isEmpty() && listing.checkpoints().lastKey() > last) {
            throw new LogCorruptException(
                    files.entryPath(last + 1),
                    "it is missing, but a checkpoint of entry "
                            + listing.checkpoints().lastKey() + " exists");
        }
        LogFold fold = fromCheckpoint(files, checkpoints, last, purgedThrough);
        if (purged != null
                && fold.link().logId() != null
                && !purged.logId().equals(fold.link().logId())) {
            throw new LogCorruptException(
                    files.purgeMarkPath(),
                    "it belongs to log " + purged.logId() + ", the entries to log "
                            + fold.link().logId());
        }
        for (long number = fold.link().entry() + 1; number <= last; number++) {
            fold.add(readEntry(files, number), files.entryPath(number));
        }
        return fold;
    }

    private static LogFold fromCheckpoint(LogFiles files, CheckpointFiles checkpoints, long last, long purgedThrough)
            throws IOException {
        LogState checkpoint = checkpoints.readNewestBelow(last + 1);
        if (checkpoint == null) {
            if (purgedThrough > 0) {
                throw new LogCorruptException(
                        files.directory(),
                        "no checkpoint is intact, and the entries up to " + purgedThrough + " are purged");
            }
            return new LogFold();
        }
        if (checkpoint.lastEntry() < purgedThrough) {
            throw new LogCorruptException(
                    files.checkpointPath(checkpoint.lastEntry()),
                    "it is the newest intact checkpoint, but the entries up to " + purgedThrough + " are purged");
        }
        requireMadeHere(files, checkpoint);
        return new LogFold(checkpoint);
    }

    /** A checkpoint of another log in place of ours would put a foreign state below our entries. */
    private static void requireMadeHere(LogFiles files, LogState checkpoint) throws IOException {
        LogPosition position = readEntry(files, checkpoint.lastEntry()).position();
        if (!position.equals(checkpoint.position())) {
            throw new LogCorruptException(
                    files.checkpointPath(checkpoint.lastEntry()),
                    "it was made at " + checkpoint.position() + ", but the entry there is " + position);
        }
    }

    private static void requireNoGap(LogFiles files, LogFiles.Listing listing, long purgedThrough, long last) {
        long expected = purgedThrough + 1;
        for (long number : listing.entries().tailMap(expected, true).keySet()) {
            if (number != expected) {
                throw new LogCorruptException(
                        files.entryPath(expected), "it is missing, but entry " + number + " exists");
            }
            expected++;
        }
        if (last < purgedThrough) {
            throw new LogCorruptException(
                    files.entryPath(last + 1), "it is missing, though retention never purges the newest entry");
        }
    }

    private static LogEntry readEntry(LogFiles files, long number) throws IOException {
        try {
            return files.readEntry(number);
        } catch (NoSuchFileException e) {
            throw new LogCorruptException(files.entryPath(number), "it is missing", e);
        }
    }
}
