package dev.headgate.staging.log;

import dev.headgate.staging.store.StagingException;

/**
 * The store could not say whether an entry was created. It may exist, or come to exist later: no file that it names may
 * be deleted, and nothing it covers may be acknowledged.
 *
 * <p>Sequence that leads here: the store failed on every one of a bounded number of identical attempts. Resolution:
 *
 * <ol>
 *   <li>call {@link CommitLog#resolve()} until it returns the proof or throws {@link FencedOutException}; or
 *   <li>abandon the {@link CommitLog}, open the log again, and publish a fencing entry: if the lost entry was created
 *       meanwhile, it is found by {@link CommitLog#refresh()} or takes the fencing entry's number.
 * </ol>
 */
public final class CommitUnknownException extends StagingException {
    private static final long serialVersionUID = 1L;

    private final long entry;

    CommitUnknownException(String path, long entry, int attempts, Throwable cause) {
        super(
                "after " + attempts + " attempt(s) the store has not said whether log entry " + entry + " exists",
                path,
                "Check the staging store (free space, permissions, network); keep all files.",
                cause);
        this.entry = entry;
    }

    /** The number of the entry whose outcome is unknown. */
    public long entry() {
        return entry;
    }
}
