package dev.headgate.staging.log;

import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeSet;

/**
 * Purges what is old and what nobody needs any more.
 *
 * <p>An entry, and what it names, may go when it is older than the retention, every live consumer has applied it, every
 * entry before it may go, and two intact checkpoints are newer. Of such entries these files stay nevertheless: all
 * files of a table that is loading a generation, or has loaded one that a live consumer has not seen finished; and the
 * snapshot files of the generation that is the table. An entry stays as long as one of its files does, since a file
 * that no entry names is an orphan.
 *
 * <p>Order of deletion, so that a crash at any point leaves what the next run finds and finishes: the mark that says
 * how far the purge goes; data files; then, their deletion durable, entries. Runs in any one thread, beside the writer.
 */
public final class Retention {
    private static final int INTACT_CHECKPOINTS_NEEDED = 2;

    private final LogFiles files;
    private final Consumers consumers;
    private final Clock clock;
    private final Duration retention;
    private final Duration consumerMaxAge;

    /**
     * @param retention minimal age of what is purged
     * @param consumerMaxAge silence after which a consumer is expired
     */
    public Retention(StagingStore store, String source, Clock clock, Duration retention, Duration consumerMaxAge) {
        this.files = new LogFiles(store, source);
        this.consumers = new Consumers(store, source, clock);
        this.clock = clock;
        this.retention = retention;
        this.consumerMaxAge = consumerMaxAge;
    }

    /**
     * Finds what may go, after expiring consumers. Deletes nothing.
     *
     * @param state the log as its writer knows it
     * @throws LogCorruptException an entry or a consumer's file is damaged
     */
    public PurgePlan plan(LogState state) throws IOException {
        consumers.expire(consumerMaxAge);
        String logId = state.logId();
        if (logId == null) {
            return PurgePlan.NOTHING;
        }
        LogFiles.Listing listing = files.list();
        long consumedThrough = consumedThrough();
        long through = lastOldEntry(listing.entries(), Math.min(consumedThrough, resumableThrough(listing)));
        List<String> dataFiles = new ArrayList<>();
        List<Long> entries = new ArrayList<>();
        long dataBytes = 0;
        for (long number : listing.entries().headMap(through, true).keySet()) {
            boolean named = false;
            for (DataFile file : files.readEntry(number).files()) {
                if (isNeeded(file, state, consumedThrough)) {
                    named = true;
                } else {
                    dataFiles.add(file.path());
                    dataBytes += file.bytes();
                }
            }
            if (!named) {
                entries.add(number);
            }
        }
        return new PurgePlan(logId, through, dataFiles, dataBytes, entries);
    }

    /**
     * Deletes what a plan lists. A plan may be executed again after a failure.
     *
     * @return false, with nothing deleted, if a consumer has registered since that needs something of it: plan again
     * @throws IOException part of it is deleted; the next run goes on
     */
    public boolean purge(PurgePlan plan) throws IOException {
        String logId = plan.logId();
        if (logId == null || plan.isEmpty()) {
            return true;
        }
        if (consumedThrough() < plan.throughEntry()) {
            return false;
        }
        raiseMark(logId, plan.throughEntry());
        TreeSet<String> directories = new TreeSet<>();
        for (String path : plan.dataFiles()) {
            files.store().delete(path);
            directories.add(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
        }
        // A deletion that a power loss undoes, after its entry is gone, would leave a file that nobody deletes.
        for (String directory : directories) {
            files.store().forceDirectory(directory);
        }
        for (long entry : plan.entries()) {
            files.store().delete(files.entryPath(entry));
        }
        return true;
    }

    private void raiseMark(String logId, long throughEntry) throws IOException {
        EntryMark mark = files.readPurgeMark();
        if (mark != null && !mark.logId().equals(logId)) {
            throw new LogCorruptException(
                    files.purgeMarkPath(), "it belongs to log " + mark.logId() + ", the entries to log " + logId);
        }
        if (mark == null || mark.throughEntry() < throughEntry) {
            files.store().replace(files.purgeMarkPath(), new EntryMark(logId, throughEntry).encode());
        }
    }

    private static boolean isNeeded(DataFile file, LogState state, long consumedThrough) {
        TableState table = state.tables().get(file.table());
        if (table == null) {
            return true;
        }
        if (table.removed()) {
            return false;
        }
        // A consumer holds the rows of a loading generation back, and some of them stand in files of the one before.
        if (table.loading() || consumedThrough < table.readableSince()) {
            return true;
        }
        return file.generation() == table.readableGeneration() && file.kind() == FileKind.SNAPSHOT;
    }

    /** The last entry that every live consumer has applied. */
    private long consumedThrough() throws IOException {
        long through = Long.MAX_VALUE;
        for (ConsumerState consumer : consumers.list()) {
            if (consumer.live()) {
                through = Math.min(through, consumer.entry());
            }
        }
        return through;
    }

    /** The last entry below the older of two intact checkpoints: one may get damaged, and resuming still works. */
    private long resumableThrough(LogFiles.Listing listing) throws IOException {
        int intact = 0;
        for (long number : listing.checkpoints().descendingKeySet()) {
            if (CheckpointFiles.read(files, number) != null && ++intact == INTACT_CHECKPOINTS_NEEDED) {
                return number - 1;
            }
        }
        return 0;
    }

    /** The last entry up to a bound such that it and all before it are older than the retention; 0 if there is none. */
    private long lastOldEntry(NavigableMap<Long, StoredFile> entries, long bound) {
        Instant oldest = clock.instant().minus(retention);
        long through = 0;
        for (Map.Entry<Long, StoredFile> entry : entries.headMap(bound, true).entrySet()) {
            if (!entry.getValue().lastModified().isBefore(oldest)) {
                break;
            }
            through = entry.getKey();
        }
        return through;
    }
}
