package dev.headgate.staging.log;

import dev.headgate.staging.store.StagingException;

/**
 * A consumer asks for an entry that retention has purged. The changes in between cannot be read any more, so the
 * consumer must halt: its tables need a refresh, after which it starts at a later entry.
 */
public final class PurgedEntryException extends StagingException {
    private static final long serialVersionUID = 1L;

    private final long entry;
    private final long purgedThrough;

    PurgedEntryException(String path, long entry, long purgedThrough) {
        super(
                "log entry " + entry + " has been purged, as all entries up to " + purgedThrough,
                path,
                "Refresh the tables and start this consumer at the newest entry; raise staging.retention or"
                        + " consumer_max_age if it should be allowed to fall this far behind.",
                null);
        this.entry = entry;
        this.purgedThrough = purgedThrough;
    }

    /** The entry that was asked for. */
    public long entry() {
        return entry;
    }

    /** The newest purged entry. */
    public long purgedThrough() {
        return purgedThrough;
    }
}
