package dev.headgate.pgoutput.message;

/**
 * End of the rows of a prepared transaction. Spec: version 3.
 *
 * @param flags not used by any version so far: 0
 * @param prepareLsn where the prepare record begins
 * @param endLsn where it ends
 * @param gid the name given to PREPARE TRANSACTION
 */
public record Prepare(int flags, long prepareLsn, long endLsn, long prepareTimestamp, int xid, String gid)
        implements PgOutputMessage {}
