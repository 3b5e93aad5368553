package dev.headgate.gateway.status;

/** Where a table is in its life. */
public enum TablePhase {
    /** Its rows are being copied; changes are staged meanwhile. */
    SNAPSHOTTING,
    /** Its changes are staged. */
    STREAMING,
    /** Its changes are discarded, as an operator asked. */
    PAUSED,
    /** Its changes are discarded after an error; the other tables of the source go on. */
    ERRORED,
    /** It has left the selection or the publication. */
    REMOVED
}
