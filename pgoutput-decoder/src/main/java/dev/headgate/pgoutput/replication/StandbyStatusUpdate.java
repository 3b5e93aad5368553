package dev.headgate.pgoutput.replication;

import io.netty.buffer.ByteBuf;

/**
 * What a client tells the server about its progress.
 *
 * <pre>{@code
 * 'r' | written i64 | flushed i64 | applied i64 | clock i64 | reply u8
 * }</pre>
 *
 * <p>Spec: "Streaming Replication Protocol", Standby status update.
 *
 * @param writtenLsn unsigned; one past the last byte received
 * @param flushedLsn unsigned; one past the last byte that is durable: the server moves {@code confirmed_flush_lsn} there and
 *     may drop WAL before it
 * @param appliedLsn unsigned; one past the last byte that is visible to readers
 * @param clientClock microseconds since 2000-01-01 UTC
 * @param replyRequested whether the server shall answer with a keepalive at once
 */
public record StandbyStatusUpdate(
        long writtenLsn, long flushedLsn, long appliedLsn, long clientClock, boolean replyRequested) {
    /** Size of the encoded form. */
    public static final int BYTES = 1 + 4 * Long.BYTES + 1;

    /** Appends the content of one CopyData message to the buffer, which stays the caller's. */
    public void encode(ByteBuf out) {
        out.ensureWritable(BYTES);
        out.writeByte('r');
        out.writeLong(writtenLsn);
        out.writeLong(flushedLsn);
        out.writeLong(appliedLsn);
        out.writeLong(clientClock);
        out.writeByte(replyRequested ? 1 : 0);
    }
}
