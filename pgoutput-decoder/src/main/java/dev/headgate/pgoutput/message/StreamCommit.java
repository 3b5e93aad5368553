package dev.headgate.pgoutput.message;

/**
 * Commit of a transaction that came in blocks.
 *
 * @param flags not used by any version so far: 0
 * @param commitLsn where the commit record begins
 * @param endLsn where it ends; what to acknowledge once the transaction is durable
 */
public record StreamCommit(int xid, int flags, long commitLsn, long endLsn, long commitTimestamp)
        implements PgOutputMessage {}
