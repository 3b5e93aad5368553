package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/** Reads the parts of one composed binary value and never leaves its bounds. */
final class ValueReader {
    private final String typeName;
    private final ByteBuf buffer;
    private final int start;
    private final int end;
    private int position;

    ValueReader(String typeName, ByteBuf buffer, int index, int length) {
        this.typeName = typeName;
        this.buffer = buffer;
        this.start = index;
        this.position = index;
        this.end = index + length;
    }

    ByteBuf buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    /** Goes back to a place that has been passed before. */
    void position(int earlier) {
        position = earlier;
    }

    int remaining() {
        return end - position;
    }

    int readUnsignedByte() {
        return buffer.getUnsignedByte(skip(1));
    }

    int readUnsignedShort() {
        return buffer.getUnsignedShort(skip(Short.BYTES));
    }

    int readInt() {
        return buffer.getInt(skip(Integer.BYTES));
    }

    long readLong() {
        return buffer.getLong(skip(Long.BYTES));
    }

    double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    /** Reads a signed 32-bit count that must not be negative. */
    int readCount() {
        int count = readInt();
        if (count < 0) {
            throw malformed("a count is negative");
        }
        return count;
    }

    /** Steps over bytes; returns the absolute index of the first. */
    int skip(int length) {
        int from = position;
        if (length < 0 || length > end - from) {
            throw malformed("needs " + length + " bytes, " + (end - from) + " are left");
        }
        position = from + length;
        return from;
    }

    /** Steps over a text and its terminating zero byte; returns the length without it. */
    int skipString() {
        int zero = buffer.indexOf(position, end, (byte) 0);
        if (zero < 0) {
            throw malformed("a terminating zero byte is missing");
        }
        int length = zero - position;
        position = zero + 1;
        return length;
    }

    void requireFullyRead() {
        if (position != end) {
            throw malformed((end - position) + " bytes follow the last part");
        }
    }

    MalformedValueException malformed(String problem) {
        return new MalformedValueException(typeName, position - start, problem);
    }
}
