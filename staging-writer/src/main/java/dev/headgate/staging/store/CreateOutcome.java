package dev.headgate.staging.store;

/** How an atomic create ended, when it ended. */
public enum CreateOutcome {
    /** The file did not exist; it does now, with the given content, durably. */
    CREATED,
    /** A file of that name was there already, and is durable; it was not touched. */
    EXISTS
}
