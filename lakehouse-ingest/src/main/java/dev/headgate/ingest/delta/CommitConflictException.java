package dev.headgate.ingest.delta;

/** Somebody else has committed to the table since it was read: nothing of ours was. Read it again, and decide again. */
public final class CommitConflictException extends Exception {
    private static final long serialVersionUID = 1L;

    CommitConflictException(Throwable cause) {
        super("Somebody else has committed to the table", cause);
    }
}
