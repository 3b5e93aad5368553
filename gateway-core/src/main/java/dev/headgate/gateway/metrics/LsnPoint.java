package dev.headgate.gateway.metrics;

/** Positions in the WAL; label {@code point} of {@link MetricName#LSN}. */
public enum LsnPoint {
    /** End of the server's WAL. */
    SERVER,
    /** End of what the stream has delivered. */
    RECEIVED,
    /** {@code through_lsn} of the last commit log entry. */
    DURABLE,
    /** The flushed LSN last told to the server. */
    ACKED,
    /** {@code confirmed_flush_lsn} of the slot. */
    SLOT_CONFIRMED,
    /** {@code restart_lsn} of the slot. */
    SLOT_RESTART
}
