package dev.headgate.pgoutput.message;

/**
 * Start of a transaction that has been prepared. Spec: version 3.
 *
 * @param prepareLsn where the prepare record begins
 * @param endLsn where it ends
 * @param gid the name given to PREPARE TRANSACTION
 */
public record BeginPrepare(long prepareLsn, long endLsn, long prepareTimestamp, int xid, String gid)
        implements PgOutputMessage {}
