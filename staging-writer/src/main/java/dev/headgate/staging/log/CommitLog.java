package dev.headgate.staging.log;

import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.CreateOutcome;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The commit log of one source, as its single writer sees it.
 *
 * <p><b>Recovery order at start.</b> Each step closes a way to lose or double data; the caller keeps the order:
 *
 * <ol>
 *   <li>take the source's lock ({@link StagingStore#tryLock});
 *   <li>{@link #open} the log;
 *   <li>start replication: when the server has accepted, nobody else reads this slot;
 *   <li>{@link #refresh()}: if it says the log moved, go back to step 2, since the start position is stale;
 *   <li>{@link #publish} a fencing entry ({@link EntryDraft#ofEvents}): a former writer that still runs loses the
 *       number it wants next and can publish nothing more;
 *   <li>only then delete files that no entry names ({@code OrphanFiles}), before the first new file is created.
 * </ol>
 *
 * <p>One thread writes; {@link #state()}, {@link #durable()} and {@link #checkpointFailure()} may be called from any.
 * Spec: {@code docs/staging-format.md}.
 */
public final class CommitLog {
    private static final int CHECKPOINT_ENTRIES = 100;
    private static final int ATTEMPTS_MAX = 8;
    private static final int LOG_ID_BYTES = 16;
    private static final int COMMIT_ID_RANDOM_BYTES = 8;

    private final LogFiles files;
    private final CheckpointFiles checkpoints;
    private final Backoff backoff;
    private final SecureRandom random = new SecureRandom();
    private final LogFold fold;
    private volatile LogState state;
    private volatile @Nullable Durable durable;
    private @Nullable SealedEntry unresolved;
    private @Nullable FencedOutException fencedOut;

    private CommitLog(LogFiles files, CheckpointFiles checkpoints, Backoff backoff, LogFold fold) {
        this.files = files;
        this.checkpoints = checkpoints;
        this.backoff = backoff;
        this.fold = fold;
        this.state = fold.snapshot();
    }

    /**
     * Reads the newest intact checkpoint and the entries after it. Changes nothing; a log without entries is fine.
     *
     * @param source name of the source, not encoded
     * @throws IOException the store could not be read
     * @throws LogCorruptException an entry is damaged or missing, or the chain is broken
     * @throws UnknownVersionException written by another release
     */
    public static CommitLog open(StagingStore store, String source) throws IOException {
        return open(store, source, CHECKPOINT_ENTRIES, Backoff.doubling());
    }

    static CommitLog open(StagingStore store, String source, int checkpointEntries, Backoff backoff)
            throws IOException {
        LogFiles files = new LogFiles(store, source);
        LogFiles.Listing listing = files.list();
        CheckpointFiles checkpoints = new CheckpointFiles(files, checkpointEntries, listing.checkpoints());
        // A name that is only visible could be gone after a power loss, and with it what was acknowledged because of
        // it.
        files.forceNames();
        LogFold fold = LogReplay.read(files, listing, checkpoints);
        CommitLog log = new CommitLog(files, checkpoints, backoff, fold);
        if (fold.link().entry() > 0) {
            log.durable = log.lastEntryIsDurable(null);
        }
        return log;
    }

    /** Where entries and checkpoints are, relative to the root of the store. Only the writer creates files there. */
    public String directory() {
        return files.directory();
    }

    /** The log folded up to the last entry known here. */
    public LogState state() {
        return state;
    }

    /** Proof that the last entry known here is durable; null before the first entry. */
    public @Nullable Durable durable() {
        return durable;
    }

    /** Why the last checkpoint could not be written; null if it could. Nothing is lost: opening takes longer. */
    public @Nullable IOException checkpointFailure() {
        return checkpoints.failure();
    }

    /**
     * Adds the entries that others have published since.
     *
     * @return whether there were any
     * @throws IOException the store could not be read; entries before that are added
     * @throws LogCorruptException an entry does not follow on the last one known
     */
    public boolean refresh() throws IOException {
        boolean moved = false;
        while (true) {
            long next = fold.link().entry() + 1;
            LogEntry entry;
            try {
                entry = files.readEntry(next);
            } catch (NoSuchFileException e) {
                break;
            }
            fold.add(entry, files.entryPath(next));
            moved = true;
        }
        if (moved) {
            files.forceNames();
            state = fold.snapshot();
            durable = lastEntryIsDurable(null);
        }
        return moved;
    }

    /**
     * Publishes the next entry. On return it and the files it names survive a power loss.
     *
     * <p>When the store does not know whether it created the entry, the same bytes are offered again a bounded number
     * of times, and an entry found in place is compared with them.
     *
     * @throws IllegalArgumentException the draft contradicts the log: it goes back within its epoch, or uses a schema
     *     version that no entry describes; nothing was written
     * @throws FencedOutException another writer has taken the number; final for this instance
     * @throws CommitUnknownException still unknown: keep all files, then call {@link #resolve()}
     * @throws LogCorruptException the entry found in place is damaged
     * @throws IllegalStateException an earlier entry is still unresolved
     */
    public Durable publish(EntryDraft draft) {
        requireNotFencedOut();
        if (unresolved != null) {
            throw new IllegalStateException("Log entry " + unresolved.entry().entry() + " is unresolved");
        }
        requireFollows(draft);
        unresolved = seal(draft);
        return resolve();
    }

    /**
     * Tries again to get a definite answer for the entry that {@link #publish} left unknown.
     *
     * @throws FencedOutException another writer has taken the number
     * @throws CommitUnknownException still unknown
     * @throws IllegalStateException nothing is unresolved
     */
    public Durable resolve() {
        requireNotFencedOut();
        SealedEntry sealed = unresolved;
        if (sealed == null) {
            throw new IllegalStateException("No log entry is unresolved");
        }
        long number = sealed.entry().entry();
        String path = files.entryPath(number);
        IOException failure = null;
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            try {
                CreateOutcome outcome = files.store().createIfAbsent(path, sealed.bytes());
                if (outcome == CreateOutcome.EXISTS && !isInPlace(path, sealed)) {
                    fencedOut = new FencedOutException(path, number);
                    throw fencedOut;
                }
                return accept(sealed.entry(), path);
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
                if (attempt == ATTEMPTS_MAX || !waitAfter(attempt)) {
                    throw new CommitUnknownException(path, number, attempt, e);
                }
            }
        }
        throw new IllegalStateException("The loop ends by returning or throwing");
    }

    /**
     * Whether an entry was published by this instance, so that every former writer of this log is fenced out.
     */
    public boolean hasPublished(Durable proof) {
        return proof.isPublishedBy(this);
    }

    /**
     * Paths of the files that entries after a number name, wherever they come from.
     *
     * @param entry 0 for all entries
     * @throws LogCorruptException an entry is damaged
     */
    public Set<String> filesNamedAfter(long entry) throws IOException {
        Set<String> paths = new HashSet<>();
        for (long number : files.list().entries().tailMap(entry, false).keySet()) {
            try {
                files.readEntry(number).files().forEach(file -> paths.add(file.path()));
            } catch (NoSuchFileException e) {
                requirePurged(number, e);
            }
        }
        return paths;
    }

    /** How far files that no entry names are known to be deleted; 0 if nothing is known. */
    public long sweptThrough() throws IOException {
        String path = files.sweepMarkPath();
        try {
            EntryMark mark = EntryMark.decode(path, files.store().read(path));
            return mark.logId().equals(state.logId()) ? mark.throughEntry() : 0;
        } catch (NoSuchFileException | LogCorruptException e) {
            return 0;
        }
    }

    /** Records that files that no entry names, made for entries up to this one, are deleted. */
    public void recordSwept(Durable fence) throws IOException {
        String logId = state.logId();
        if (logId == null || !hasPublished(fence)) {
            throw new IllegalArgumentException(fence + " was not published here");
        }
        files.store().replace(files.sweepMarkPath(), new EntryMark(logId, fence.entry()).encode());
    }

    /** An entry that was listed may be gone a moment later, but only by retention, and its files before it. */
    private void requirePurged(long number, NoSuchFileException cause) throws IOException {
        EntryMark purged = files.readPurgeMark();
        if (purged == null || number > purged.throughEntry()) {
            throw new LogCorruptException(files.entryPath(number), "it is missing", cause);
        }
    }

    private Durable accept(LogEntry entry, String path) {
        unresolved = null;
        fold.add(entry, path);
        state = fold.snapshot();
        Durable proof = lastEntryIsDurable(this);
        durable = proof;
        checkpoints.writeIfDue(state);
        return proof;
    }

    /** An entry of the same bytes is ours: the random part of its commit id is in no other writer's entry. */
    private boolean isInPlace(String path, SealedEntry sealed) throws IOException {
        byte[] found = files.store().read(path);
        if (Arrays.equals(found, sealed.bytes())) {
            return true;
        }
        LogEntryJson.decode(path, found);
        return false;
    }

    private boolean waitAfter(int failures) {
        try {
            backoff.await(failures);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void requireNotFencedOut() {
        if (fencedOut != null) {
            throw new FencedOutException(fencedOut.path(), fencedOut.entry());
        }
    }

    private void requireFollows(EntryDraft draft) {
        LogState last = state;
        if (draft.epoch() < last.epoch()) {
            throw new IllegalArgumentException("Epoch " + draft.epoch() + " is below " + last.epoch());
        }
        if (draft.epoch() == last.epoch() && Long.compareUnsigned(draft.throughLsn(), last.throughLsn()) < 0) {
            throw new IllegalArgumentException("The entry would end at " + LsnText.format(draft.throughLsn())
                    + ", before " + LsnText.format(last.throughLsn()) + ", within one epoch");
        }
        draft.events().forEach(LogEvent::requireFoldable);
        requireSchemas(draft, last);
    }

    private static void requireSchemas(EntryDraft draft, LogState last) {
        Map<TableName, Integer> newest = new HashMap<>();
        for (SchemaVersion version : draft.schemas()) {
            TableState table = last.tables().get(version.table());
            int known = newest.getOrDefault(version.table(), table == null ? 0 : table.schemaVersion());
            if (version.schemaVersion() <= known) {
                throw new IllegalArgumentException("Schema version " + version.schemaVersion() + " of "
                        + version.table() + " is not above the last one, " + known);
            }
            newest.put(version.table(), version.schemaVersion());
        }
        for (DataFile file : draft.files()) {
            TableState table = last.tables().get(file.table());
            int known = newest.getOrDefault(file.table(), table == null ? 0 : table.schemaVersion());
            if (file.schemaVersion() > known) {
                throw new IllegalArgumentException(file.path() + " has schema version " + file.schemaVersion()
                        + ", but the last one described is " + known);
            }
        }
    }

    private SealedEntry seal(EntryDraft draft) {
        LogState last = state;
        String logId = last.logId();
        LogEntry entry = new LogEntry(
                LogEntry.VERSION,
                logId == null ? randomHex(LOG_ID_BYTES) : logId,
                last.lastEntry() + 1,
                ContentHash.BLANK,
                last.lastCommitId(),
                files.source(),
                draft.epoch(),
                draft.lineage(),
                last.throughLsn(),
                draft.throughLsn(),
                draft.transactions(),
                draft.firstCommit(),
                draft.lastCommit(),
                draft.files(),
                draft.schemas(),
                draft.events());
        return LogEntryJson.seal(entry, randomHex(COMMIT_ID_RANDOM_BYTES));
    }

    private Durable lastEntryIsDurable(@Nullable CommitLog publisher) {
        LogPosition position = state.position();
        if (position == null) {
            throw new IllegalStateException("The log has no entry");
        }
        return new Durable(position, state.epoch(), state.throughLsn(), publisher);
    }

    private String randomHex(int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
