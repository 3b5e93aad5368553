package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import dev.headgate.pgoutput.type.Lsn;
import io.netty.buffer.ByteBuf;

/**
 * Text of bit strings and of the types of the system columns and the log.
 *
 * <pre>{@code
 * bit, varbit   bits i32 | bytes, first bit highest
 * tid           block u32 | offset u16
 * pg_snapshot   count i32 | xmin i64 | xmax i64 | { xid i64 }
 * }</pre>
 */
final class SystemText {
    private SystemText() {}

    static void appendBits(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("bit", buffer, index, length);
        int bits = reader.readCount();
        int from = reader.skip((int) ((bits + 7L) / 8));
        reader.requireFullyRead();
        for (int bit = 0; bit < bits; bit++) {
            int set = buffer.getByte(from + bit / 8) >> (7 - bit % 8) & 1;
            out.append((byte) ('0' + set));
        }
    }

    /** The one-byte type "char": a zero byte is the empty text, a byte above ASCII an octal escape (since PostgreSQL 16). */
    static void appendChar(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        BinaryValues.requireLength("\"char\"", length, 1);
        int b = buffer.getUnsignedByte(index);
        if (b >= 0x80) {
            out.append((byte) '\\');
            out.append((byte) ('0' + (b >> 6)));
            out.append((byte) ('0' + (b >> 3 & 7)));
            out.append((byte) ('0' + (b & 7)));
        } else if (b != 0) {
            out.append((byte) b);
        }
    }

    static void appendTid(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        BinaryValues.requireLength("tid", length, 6);
        out.append((byte) '(');
        out.append(buffer.getUnsignedInt(index));
        out.append((byte) ',');
        out.append(buffer.getUnsignedShort(index + 4));
        out.append((byte) ')');
    }

    static void appendXid8(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        BinaryValues.requireLength("xid8", length, Long.BYTES);
        appendUnsigned(buffer.getLong(index), out);
    }

    static void appendLsn(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        BinaryValues.requireLength("pg_lsn", length, Long.BYTES);
        out.append(Lsn.toString(buffer.getLong(index)));
    }

    static void appendSnapshot(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("pg_snapshot", buffer, index, length);
        int count = reader.readCount();
        appendUnsigned(reader.readLong(), out);
        out.append((byte) ':');
        appendUnsigned(reader.readLong(), out);
        out.append((byte) ':');
        if (reader.remaining() != count * 8L) {
            throw new MalformedValueException("pg_snapshot", 0, count + " transaction ids do not fit the length");
        }
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append((byte) ',');
            }
            appendUnsigned(reader.readLong(), out);
        }
    }

    private static void appendUnsigned(long value, Utf8Buffer out) {
        if (value >= 0) {
            out.append(value);
        } else {
            out.append(Long.divideUnsigned(value, 10));
            out.append(Long.remainderUnsigned(value, 10));
        }
    }
}
