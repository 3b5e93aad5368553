package dev.headgate.staging;

import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.Durable;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Deletes what a killed writer left behind: data files that no log entry names, and temporary files.
 *
 * <p>Last step of the recovery order in {@link CommitLog}: after the fencing entry, since before it a former writer
 * could still publish an entry that names such a file; and before this writer creates its first file, since a temporary
 * file in use looks like a leftover. This writer's files carry an entry number above the fencing entry's
 * ({@link DataFileName#entry}), a later writer's too, so they are never touched. Other sources own other tables.
 */
public final class OrphanFiles {
    private final StagingStore store;
    private final CommitLog log;

    public OrphanFiles(StagingStore store, CommitLog log) {
        this.store = store;
        this.log = log;
    }

    /**
     * What was deleted.
     *
     * @param dataFiles number of data files
     * @param dataBytes their size
     * @param temporaryFiles number of temporary files
     */
    public record Deleted(int dataFiles, long dataBytes, int temporaryFiles) {}

    /**
     * Deletes orphans of the tables in the log and of further ones, and temporary files of the log itself.
     *
     * @param fence proof of the fencing entry, from {@link CommitLog#publish} of this log
     * @param mapped further tables of this source: a table may have files, but no entry yet
     * @throws IllegalArgumentException the fence was not published by this log; nothing was deleted
     * @throws IOException part of it is deleted; the next start goes on
     */
    public Deleted deleteBehind(Durable fence, Set<TableName> mapped) throws IOException {
        if (!log.hasPublished(fence)) {
            throw new IllegalArgumentException(
                    "Publish a fencing entry first: " + fence + " does not fence former writers out");
        }
        Set<String> directories = directories(mapped);
        long sweptThrough = log.sweptThrough();
        List<StoredFile> candidates = new ArrayList<>();
        int temporaryFiles = store.deleteLeftovers(log.directory());
        for (String directory : directories) {
            temporaryFiles += store.deleteLeftovers(directory);
            for (StoredFile file : store.list(directory)) {
                if (isBehind(file.path(), sweptThrough, fence.entry())) {
                    candidates.add(file);
                }
            }
        }
        Set<String> touchedDirectories = new TreeSet<>();
        int dataFiles = 0;
        long dataBytes = 0;
        // A file made for one entry may be named by that or a later one, so the entries after the mark are all to ask.
        Set<String> named = candidates.isEmpty() ? Set.of() : log.filesNamedAfter(sweptThrough);
        for (StoredFile file : candidates) {
            if (!named.contains(file.path())) {
                store.delete(file.path());
                touchedDirectories.add(file.path().substring(0, file.path().lastIndexOf('/')));
                dataFiles++;
                dataBytes += file.bytes();
            }
        }
        // The mark must not outlive a deletion that a power loss undoes: nobody would look there again.
        for (String touched : touchedDirectories) {
            store.forceDirectory(touched);
        }
        log.recordSwept(fence);
        return new Deleted(dataFiles, dataBytes, temporaryFiles);
    }

    private static boolean isBehind(String path, long sweptThrough, long fenceEntry) {
        if (!DataFileName.matches(path)) {
            return false;
        }
        long entry = DataFileName.parse(path).entry();
        return entry > sweptThrough && entry <= fenceEntry;
    }

    private Set<String> directories(Set<TableName> mapped) {
        Set<String> directories = new TreeSet<>();
        for (TableName table : log.state().tables().keySet()) {
            directories.add(directory(table));
        }
        for (TableName table : mapped) {
            directories.add(directory(table));
        }
        return directories;
    }

    private static String directory(TableName table) {
        String generation = DataFileName.directory(table, 1);
        return generation.substring(0, generation.lastIndexOf('/'));
    }
}
