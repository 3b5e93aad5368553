package dev.headgate.gateway.config;

/** Whether the rows that a table has before its changes are streamed are staged. */
public enum SnapshotMode {
    /** Once, when the gateway meets the table for the first time. */
    INITIAL,
    /** Only changes are staged. */
    NEVER
}
