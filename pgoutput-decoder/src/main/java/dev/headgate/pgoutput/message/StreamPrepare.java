package dev.headgate.pgoutput.message;

/**
 * Prepare of a transaction that came in blocks. Spec: version 3.
 *
 * @param flags not used by any version so far: 0
 * @param prepareLsn where the prepare record begins
 * @param endLsn where it ends
 * @param gid the name given to PREPARE TRANSACTION
 */
public record StreamPrepare(int flags, long prepareLsn, long endLsn, long prepareTimestamp, int xid, String gid)
        implements PgOutputMessage {}
