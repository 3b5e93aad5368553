package dev.headgate.pgoutput.message;

/**
 * Rollback of a transaction that was prepared before. Spec: version 3.
 *
 * @param flags not used by any version so far: 0
 * @param prepareEndLsn where the prepare record ends
 * @param rollbackEndLsn where the rollback record ends
 * @param gid the name given to PREPARE TRANSACTION
 */
public record RollbackPrepared(
        int flags,
        long prepareEndLsn,
        long rollbackEndLsn,
        long prepareTimestamp,
        long rollbackTimestamp,
        int xid,
        String gid)
        implements PgOutputMessage {}
