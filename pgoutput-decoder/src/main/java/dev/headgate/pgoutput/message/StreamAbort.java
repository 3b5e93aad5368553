package dev.headgate.pgoutput.message;

/**
 * Rollback of a transaction that came in blocks, or of one subtransaction of it.
 *
 * @param xid the top-level transaction
 * @param subXid the subtransaction whose rows to drop; equal to {@code xid} if the whole transaction was rolled back
 * @param abortLsn where; 0 unless streaming is PARALLEL
 * @param abortTimestamp when; 0 unless streaming is PARALLEL
 */
public record StreamAbort(int xid, int subXid, long abortLsn, long abortTimestamp) implements PgOutputMessage {}
