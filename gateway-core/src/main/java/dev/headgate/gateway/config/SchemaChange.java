package dev.headgate.gateway.config;

/** What happens when a table changes so that rows staged before are no longer what the source shows. */
public enum SchemaChange {
    /** The table is read again, as its next generation. */
    REFRESH,
    /** The table's changes are left out until an operator resumes it. */
    PAUSE,
    /** The source halts. */
    FAIL
}
