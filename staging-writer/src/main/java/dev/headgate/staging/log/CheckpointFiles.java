package dev.headgate.staging.log;

import dev.headgate.staging.store.CreateOutcome;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one log: the newest two intact ones are kept. One thread, but {@link #failure()} may be read by
 * any.
 */
final class CheckpointFiles {
    private final LogFiles files;
    private final int intervalEntries;
    /** Those in the store, intact or not. */
    private final NavigableSet<Long> present;
    /** Those of {@link #present} known to be intact. */
    private final NavigableSet<Long> intact = new TreeSet<>();

    private volatile @Nullable IOException failure;

    CheckpointFiles(LogFiles files, int intervalEntries, NavigableMap<Long, StoredFile> listed) {
        this.files = files;
        this.intervalEntries = intervalEntries;
        this.present = new TreeSet<>(listed.keySet());
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** The newest intact checkpoint below an entry; null if there is none. */
    @Nullable
    LogState readNewestBelow(long entry) throws IOException {
        for (long number : present.headSet(entry, false).descendingSet()) {
            LogState state = read(files, number);
            if (state != null) {
                intact.add(number);
                return state;
            }
        }
        return null;
    }

    /** A checkpoint; null if it is damaged or gone, which is no error: the one before it serves as well. */
    static @Nullable LogState read(LogFiles files, long number) throws IOException {
        String path = files.checkpointPath(number);
        try {
            return CheckpointJson.decode(path, files.store().read(path), files.source(), number);
        } catch (LogCorruptException | UnknownVersionException | NoSuchFileException e) {
            return null;
        }
    }

    /** Writes a checkpoint when enough entries have come since the last one. A failure is kept, not thrown. */
    void writeIfDue(LogState state) {
        long last = intact.isEmpty() ? 0 : intact.last();
        if (state.lastEntry() - last < intervalEntries) {
            return;
        }
        try {
            write(state);
            failure = null;
        } catch (IOException e) {
            // The entry is durable whatever becomes of its checkpoint. The next entry tries again.
            failure = e;
        }
    }

    private void write(LogState state) throws IOException {
        long number = state.lastEntry();
        String path = files.checkpointPath(number);
        present.add(number);
        CreateOutcome outcome = files.store().createIfAbsent(path, CheckpointJson.encode(state, files.source()));
        if (outcome == CreateOutcome.EXISTS && read(files, number) == null) {
            throw new IOException(path + ": a damaged checkpoint is in the way; the next entry gets one instead");
        }
        intact.add(number);
        prune();
    }

    private void prune() throws IOException {
        Long before = intact.lower(intact.last());
        if (before == null) {
            return;
        }
        for (long old : new TreeSet<>(present.headSet(before, false))) {
            files.store().delete(files.checkpointPath(old));
            present.remove(old);
            intact.remove(old);
        }
    }
}
