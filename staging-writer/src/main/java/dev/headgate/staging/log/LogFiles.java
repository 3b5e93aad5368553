package dev.headgate.staging.log;

import dev.headgate.staging.store.PathElement;
import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of one log are.
 *
 * <pre>
 *   _headgate/SOURCE/log/00000000000000000001.json                 entry 1
 *   _headgate/SOURCE/log/00000000000000000100.checkpoint.json      folded state up to entry 100
 *   _headgate/SOURCE/purged.json                                   EntryMark, once something was purged
 *   _headgate/SOURCE/swept.json                                    EntryMark, once orphans were deleted
 *   _headgate/SOURCE/consumers/NAME.json                           Consumers
 * </pre>
 */
final class LogFiles {
    private static final int NUMBER_DIGITS = 20;
    private static final String ENTRY_SUFFIX = ".json";
    private static final String CHECKPOINT_SUFFIX = ".checkpoint.json";

    private final StagingStore store;
    private final String source;
    private final String root;

    LogFiles(StagingStore store, String source) {
        this.store = store;
        this.source = source;
        this.root = "_headgate/" + PathElement.encode(source);
    }

    /** The numbered files of a log, by number. */
    record Listing(NavigableMap<Long, StoredFile> entries, NavigableMap<Long, StoredFile> checkpoints) {}

    StagingStore store() {
        return store;
    }

    String source() {
        return source;
    }

    String directory() {
        return root + "/log";
    }

    String consumersDirectory() {
        return root + "/consumers";
    }

    String entryPath(long entry) {
        return directory() + "/" + number(entry) + ENTRY_SUFFIX;
    }

    String checkpointPath(long entry) {
        return directory() + "/" + number(entry) + CHECKPOINT_SUFFIX;
    }

    String purgeMarkPath() {
        return root + "/purged.json";
    }

    String sweepMarkPath() {
        return root + "/swept.json";
    }

    /**
     * @throws NoSuchFileException there is no such entry
     * @throws LogCorruptException it is damaged, or of another source
     */
    LogEntry readEntry(long number) throws IOException {
        String path = entryPath(number);
        LogEntry entry = LogEntryJson.decode(path, store.read(path));
        if (entry.entry() != number) {
            throw new LogCorruptException(path, "it says it is entry " + entry.entry());
        }
        if (!entry.source().equals(source)) {
            throw new LogCorruptException(path, "it belongs to source " + entry.source());
        }
        return entry;
    }

    @Nullable
    EntryMark readPurgeMark() throws IOException {
        try {
            return EntryMark.decode(purgeMarkPath(), store.read(purgeMarkPath()));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    Listing list() throws IOException {
        NavigableMap<Long, StoredFile> entries = new TreeMap<>();
        NavigableMap<Long, StoredFile> checkpoints = new TreeMap<>();
        for (StoredFile file : store.list(directory())) {
            String name = file.path().substring(directory().length() + 1);
            long number = leadingNumber(name);
            if (number < 0) {
                continue;
            }
            String suffix = name.substring(NUMBER_DIGITS);
            if (suffix.equals(ENTRY_SUFFIX)) {
                entries.put(number, file);
            } else if (suffix.equals(CHECKPOINT_SUFFIX)) {
                checkpoints.put(number, file);
            }
        }
        return new Listing(entries, checkpoints);
    }

    /** Makes durable what a killed process may have left visible only. */
    void forceNames() throws IOException {
        store.forceDirectory(directory());
        store.forceDirectory(root);
        store.forceDirectory("_headgate");
    }

    /** The number that a name begins with, or -1. */
    private static long leadingNumber(String name) {
        if (name.length() <= NUMBER_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < NUMBER_DIGITS; i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9' || number > (Long.MAX_VALUE - 9) / 10) {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return number;
    }

    private static String number(long entry) {
        String digits = Long.toString(entry);
        return "0".repeat(NUMBER_DIGITS - digits.length()) + digits;
    }
}
