package dev.headgate.gateway.metrics;

/** What the server sends on a replication stream; label {@code type} of {@link MetricName#MESSAGES_TOTAL}. */
public enum StreamMessage {
    /** Start of a transaction. */
    BEGIN,
    /** End of a transaction. */
    COMMIT,
    /** Where a transaction was first committed. */
    ORIGIN,
    /** Description of a table. */
    RELATION,
    /** Description of a type. */
    TYPE,
    /** A row inserted. */
    INSERT,
    /** A row updated. */
    UPDATE,
    /** A row deleted. */
    DELETE,
    /** Tables emptied. */
    TRUNCATE,
    /** A logical message, heartbeats included. */
    MESSAGE,
    /** The server's position, with or without a question. */
    KEEPALIVE
}
