package dev.headgate.gateway.config;

/** Whether the rows that a table has before its changes are streamed are staged. */
public enum SnapshotMode {
    /** Once, when the gateway meets the table for the first time. */
    INITIAL,
    /** At an interval, as the next generation each time; changes are not staged. */
    SNAPSHOT_ONLY,
    /** Only changes are staged. */
    NEVER
}
