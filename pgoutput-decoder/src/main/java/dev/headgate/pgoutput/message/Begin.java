package dev.headgate.pgoutput.message;

/**
 * Start of a transaction that has committed.
 *
 * @param finalLsn where its commit record lies; equals {@link Commit#commitLsn()}
 */
public record Begin(long finalLsn, long commitTimestamp, int xid) implements PgOutputMessage {}
