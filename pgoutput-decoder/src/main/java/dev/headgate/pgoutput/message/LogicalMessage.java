package dev.headgate.pgoutput.message;

import java.util.Arrays;

/**
 * What {@code pg_logical_emit_message} wrote. Sent only with the slot option {@code messages}.
 *
 * @param transactional whether it belongs to a transaction; if not it comes at once, also from one that rolls back
 * @param lsn where the message lies
 * @param content the bytes; copied on the way in and out
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, and the array never leaves the record
public record LogicalMessage(int xid, boolean transactional, long lsn, String prefix, byte[] content)
        implements PgOutputMessage {
    public LogicalMessage {
        content = content.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogicalMessage that
                && xid == that.xid
                && transactional == that.transactional
                && lsn == that.lsn
                && prefix.equals(that.prefix)
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(lsn) + Arrays.hashCode(content);
    }

    /** Names the message without its content. */
    @Override
    public String toString() {
        return "LogicalMessage[xid=" + xid + ", transactional=" + transactional + ", lsn=" + Long.toHexString(lsn)
                + ", prefix=" + prefix + ", content=" + content.length + " bytes]";
    }
}
