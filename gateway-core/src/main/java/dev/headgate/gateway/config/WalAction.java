package dev.headgate.gateway.config;

/** What happens when the WAL that is kept for a slot becomes a danger. */
public enum WalAction {
    /** It is told, and nothing else: the slot keeps what it needs. */
    KEEP,
    /** Whole tables are not read on until there is room again: the stream, which lets the slot move, has all there is. */
    PAUSE_SNAPSHOTS,
    /** The slot is dropped, so that the server can remove the WAL: its disk is worth more than an unbroken stream. */
    DROP_SLOT
}
