package dev.headgate.gateway.pipeline;

/**
 * The transaction that is being received. One reader thread; reused.
 *
 * <p>Its commit LSN is known from its Begin. The ordinal counts the staged rows of all its tables from 1, so that the
 * same transaction has the same positions whenever it is sent.
 */
final class Transaction {
    private static final long PG_EPOCH_MICROS = 946_684_800_000_000L;

    private long commitLsn;
    private long commitMicros;
    private long xid;
    private long ordinal;

    void begin(long finalLsn, long commitTimestamp, int transactionId) {
        commitLsn = finalLsn;
        commitMicros = commitTimestamp + PG_EPOCH_MICROS;
        xid = Integer.toUnsignedLong(transactionId);
        ordinal = 0;
    }

    /** Stands for the rows that a table had at a consistent point: no transaction of the stream. */
    void beginSnapshot(long consistentPoint, long epochMicros) {
        commitLsn = consistentPoint;
        commitMicros = epochMicros;
        xid = 0;
        ordinal = 0;
    }

    /** LSN of the commit record, unsigned. */
    long commitLsn() {
        return commitLsn;
    }

    /** Commit time, microseconds since 1970. */
    long commitMicros() {
        return commitMicros;
    }

    long xid() {
        return xid;
    }

    /** Number of rows so far. */
    long rows() {
        return ordinal;
    }

    long nextOrdinal() {
        return ++ordinal;
    }
}
