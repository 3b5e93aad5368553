package dev.headgate.pgoutput;

import dev.headgate.pgoutput.error.MalformedMessageException;
import dev.headgate.pgoutput.wire.WireReader;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Reads the rows of {@code COPY ... TO STDOUT (FORMAT binary)} as tuples, so that they go the way of streamed ones.
 *
 * <pre>
 * PGCOPY\n\377\r\n\0 | flags (i32) | length (i32) and that many bytes     once, before the first row
 * columns (i16) | per column: length (i32), -1 for null, and the value    each row
 * -1 (i16)                                                                once, after the last row
 * </pre>
 *
 * <p>The server ends its messages between rows, never inside one. One COPY for each instance, one thread. Spec: COPY,
 * "Binary Format".
 */
public final class CopyRowReader {
    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int TRAILER = 0xFFFF;
    private static final int WITH_OIDS = 1 << 16;

    private final WireReader reader = new WireReader();
    private final TupleCursor row = new TupleCursor();
    private final boolean[] textColumns;
    private boolean begun;
    private boolean ended;
    private int end;

    /** @param textColumns for each column of a row whether its values are text; otherwise they are in binary form */
    public CopyRowReader(boolean[] textColumns) {
        this.textColumns = textColumns.clone();
    }

    /**
     * Takes the next message.
     *
     * @param message borrowed until the next one
     * @throws MalformedMessageException if this is not what COPY sends
     */
    public void open(ByteBuf message) {
        row.clear();
        reader.open(message);
        end = message.writerIndex();
        if (ended) {
            throw reader.malformed("Copy.trailer", 0, "a message follows it");
        }
        if (!begun) {
            header();
            begun = true;
        }
    }

    /**
     * Moves to the next row of the message; {@link #row()} is valid until the next call.
     *
     * @return false when the message has no further row
     * @throws MalformedMessageException if this is not a row of as many columns as were announced
     */
    public boolean next() {
        row.clear();
        if (ended || reader.position() == end) {
            return false;
        }
        int columns = reader.readUnsignedShort("Copy.columnCount");
        if (columns == TRAILER) {
            reader.requireFullyRead();
            ended = true;
            return false;
        }
        row.readCopied(reader, columns, textColumns);
        return true;
    }

    /** The row that {@link #next()} moved to. */
    public TupleCursor row() {
        return row;
    }

    /** Whether the trailer was read: nothing is missing. */
    public boolean ended() {
        return ended;
    }

    private void header() {
        for (byte expected : SIGNATURE) {
            if ((byte) reader.readUnsignedByte("Copy.signature") != expected) {
                throw reader.malformed("Copy.signature", 1, "this is not COPY in binary format");
            }
        }
        int flags = reader.readInt("Copy.flags");
        if ((flags & WITH_OIDS) != 0) {
            throw reader.malformed("Copy.flags", Integer.BYTES, "unknown flags " + flags);
        }
        reader.skip(reader.readLength("Copy.extension"), "Copy.extension");
    }
}
