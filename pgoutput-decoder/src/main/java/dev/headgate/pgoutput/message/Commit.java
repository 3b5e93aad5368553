package dev.headgate.pgoutput.message;

/**
 * End of a transaction.
 *
 * @param flags not used by any version so far: 0
 * @param commitLsn where the commit record begins
 * @param endLsn where it ends; what to acknowledge once the transaction is durable
 */
public record Commit(int flags, long commitLsn, long endLsn, long commitTimestamp) implements PgOutputMessage {}
