package dev.headgate.gateway.config;

/** What becomes of a failure that is without doubt that of one table. */
public enum TableErrorPolicy {
    /** That table stands still until it is refreshed; the others go on, and so does the slot. */
    QUARANTINE,
    /** The source halts, with all its tables: nothing is left out, and the slot holds WAL back until an operator acts. */
    HALT
}
