package dev.headgate.staging.log;

import dev.headgate.staging.store.StagingException;

/**
 * Another writer's entry took the number that this writer wanted. Final for this {@link CommitLog}: nothing was
 * published by the failed call, and the files of the lost entry are named by no entry. The other writer removes them.
 */
public final class FencedOutException extends StagingException {
    private static final long serialVersionUID = 1L;

    private final long entry;

    FencedOutException(String path, long entry) {
        super(
                "another writer has published log entry " + entry,
                path,
                "Two gateways run for one source: stop one of them, then start the other one again.",
                null);
        this.entry = entry;
    }

    /** The number that was lost. */
    public long entry() {
        return entry;
    }
}
