package dev.headgate.pgoutput.wire;

import dev.headgate.pgoutput.error.MalformedMessageException;
import dev.headgate.pgoutput.error.PgOutputException;
import dev.headgate.pgoutput.error.ProtocolOrderException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of one message and never leaves its bounds. All numbers are big endian.
 *
 * <p>Order of calls: {@link #open}, {@link #readTag}, the fields in wire order, {@link #requireFullyRead}, {@link #close}.
 * The reader keeps its own position and leaves the buffer's indexes alone. Field names go into errors only; pass constants.
 */
public final class WireReader {
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int tag = PgOutputException.NO_TAG;
    private int start;
    private int position;
    private int end;

    /** Takes the readable bytes of the buffer, borrowed until {@link #close}, as one message. */
    public void open(ByteBuf message) {
        buffer = message;
        tag = PgOutputException.NO_TAG;
        start = message.readerIndex();
        position = start;
        end = message.writerIndex();
    }

    /** Lets go of the buffer. */
    public void close() {
        buffer = Unpooled.EMPTY_BUFFER;
    }

    public ByteBuf buffer() {
        return buffer;
    }

    /** The index of the next byte in {@link #buffer()}. */
    public int position() {
        return position;
    }

    /** The first byte, 0 to 255; from here on errors name it. */
    public int readTag() {
        tag = readUnsignedByte("tag");
        return tag;
    }

    public int readUnsignedByte(String field) {
        return buffer.getByte(take(1, field)) & 0xFF;
    }

    public int readUnsignedShort(String field) {
        return buffer.getShort(take(Short.BYTES, field)) & 0xFFFF;
    }

    public int readInt(String field) {
        return buffer.getInt(take(Integer.BYTES, field));
    }

    public long readLong(String field) {
        return buffer.getLong(take(Long.BYTES, field));
    }

    /** Reads a signed 32-bit count that must not be negative. */
    public int readLength(String field) {
        int length = readInt(field);
        if (length < 0) {
            throw malformed(field, Integer.BYTES, "the length is negative");
        }
        return length;
    }

    /** Reads a byte that must be zero, as the specification says of flags that are not used yet. */
    public int readZeroFlags(String field) {
        int flags = readUnsignedByte(field);
        if (flags != 0) {
            throw malformed(field, 1, "unknown flags " + flags);
        }
        return flags;
    }

    /** Reads UTF-8 up to the terminating zero byte, which is consumed. Allocates. */
    public String readString(String field) {
        int zero = buffer.indexOf(position, end, (byte) 0);
        if (zero < 0) {
            throw malformed(field, 0, "the terminating zero byte is missing");
        }
        int from = take(zero + 1 - position, field);
        try {
            return utf8.decode(buffer.nioBuffer(from, zero - from)).toString();
        } catch (CharacterCodingException e) {
            throw malformed(field, zero + 1 - from, "not UTF-8; the session must use client_encoding UTF8");
        }
    }

    /** Copies the next bytes. Allocates. */
    public byte[] readBytes(int length, String field) {
        int from = take(length, field);
        byte[] bytes = new byte[length];
        buffer.getBytes(from, bytes);
        return bytes;
    }

    /** Steps over bytes that the caller will read by index; returns the index of the first one. */
    public int skip(int length, String field) {
        return take(length, field);
    }

    /** Fails if the message goes on after its last field: it is then not the message that it was taken for. */
    public void requireFullyRead() {
        if (position != end) {
            throw malformed("end of message", 0, (end - position) + " bytes follow the last field");
        }
    }

    /**
     * An error about a field.
     *
     * @param readBytes how many bytes of the field have been read already; 0 if it begins at the current position
     */
    public MalformedMessageException malformed(String field, int readBytes, String problem) {
        return new MalformedMessageException(tag, field, position - readBytes - start, problem);
    }

    /** As {@link #malformed}, for a message that is whole but stands in the wrong place. */
    public ProtocolOrderException outOfOrder(String field, int readBytes, String problem) {
        return new ProtocolOrderException(tag, field, position - readBytes - start, problem);
    }

    private int take(int length, String field) {
        int from = position;
        if (length > end - from) {
            throw malformed(field, 0, "needs " + length + " bytes, " + (end - from) + " are left");
        }
        position = from + length;
        return from;
    }
}
