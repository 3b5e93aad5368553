package dev.headgate.pgoutput.replication;

import dev.headgate.pgoutput.error.MalformedMessageException;
import dev.headgate.pgoutput.error.PgOutputException;
import io.netty.buffer.ByteBuf;

/**
 * Tells the two frames of the walsender apart.
 *
 * <pre>{@code
 * 'w' | start_lsn i64 | wal_end i64 | clock i64 | payload           XLogData
 * 'k' | wal_end i64   | clock i64   | reply u8                      Primary keepalive
 * }</pre>
 *
 * <p>Without state, so safe for use by any number of threads. Spec: "Streaming Replication Protocol", START_REPLICATION.
 */
public final class ReplicationFrameDecoder {
    private static final int XLOG_DATA = 'w';
    private static final int XLOG_DATA_HEADER_BYTES = 1 + 3 * Long.BYTES;
    private static final int PRIMARY_KEEPALIVE = 'k';
    private static final int PRIMARY_KEEPALIVE_BYTES = 1 + 2 * Long.BYTES + 1;

    /**
     * Decodes the content of one CopyData message and calls one method of the handler.
     *
     * @param frame borrowed: its readable bytes are the whole frame; its reader index is the same afterwards
     * @throws MalformedMessageException if the bytes are neither frame; the handler was not called
     */
    public void decode(ByteBuf frame, ReplicationFrameHandler handler) {
        int start = frame.readerIndex();
        int length = frame.readableBytes();
        if (length == 0) {
            throw new MalformedMessageException(PgOutputException.NO_TAG, "frame tag", 0, "the frame is empty");
        }
        int tag = frame.getUnsignedByte(start);
        switch (tag) {
            case XLOG_DATA -> xLogData(frame, start, length, handler);
            case PRIMARY_KEEPALIVE -> primaryKeepalive(frame, start, length, handler);
            default -> throw new MalformedMessageException(tag, "frame tag", 0, "no such frame from a server");
        }
    }

    private static void xLogData(ByteBuf frame, int start, int length, ReplicationFrameHandler handler) {
        if (length < XLOG_DATA_HEADER_BYTES) {
            throw new MalformedMessageException(
                    XLOG_DATA, "XLogData header", 1, "needs " + XLOG_DATA_HEADER_BYTES + " bytes, has " + length);
        }
        long startLsn = frame.getLong(start + 1);
        long walEnd = frame.getLong(start + 1 + Long.BYTES);
        long clock = frame.getLong(start + 1 + 2 * Long.BYTES);
        frame.readerIndex(start + XLOG_DATA_HEADER_BYTES);
        try {
            handler.onXLogData(startLsn, walEnd, clock, frame);
        } finally {
            frame.readerIndex(start);
        }
    }

    private static void primaryKeepalive(ByteBuf frame, int start, int length, ReplicationFrameHandler handler) {
        if (length != PRIMARY_KEEPALIVE_BYTES) {
            throw new MalformedMessageException(
                    PRIMARY_KEEPALIVE,
                    "PrimaryKeepalive",
                    1,
                    "needs " + PRIMARY_KEEPALIVE_BYTES + " bytes, has " + length);
        }
        int reply = frame.getUnsignedByte(start + 1 + 2 * Long.BYTES);
        if (reply > 1) {
            throw new MalformedMessageException(
                    PRIMARY_KEEPALIVE,
                    "PrimaryKeepalive.replyRequested",
                    1 + 2 * Long.BYTES,
                    "expected 0 or 1, found " + reply);
        }
        handler.onPrimaryKeepalive(frame.getLong(start + 1), frame.getLong(start + 1 + Long.BYTES), reply == 1);
    }
}
