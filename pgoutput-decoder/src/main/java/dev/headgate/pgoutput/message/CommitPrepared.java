package dev.headgate.pgoutput.message;

/**
 * Commit of a transaction that was prepared before; it carries no rows. Spec: version 3.
 *
 * @param flags not used by any version so far: 0
 * @param commitLsn where the commit record begins
 * @param endLsn where it ends
 * @param gid the name given to PREPARE TRANSACTION
 */
public record CommitPrepared(int flags, long commitLsn, long endLsn, long commitTimestamp, int xid, String gid)
        implements PgOutputMessage {}
