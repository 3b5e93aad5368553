package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import dev.headgate.pgoutput.type.PgTimestamp;
import io.netty.buffer.ByteBuf;

/**
 * Reads column values in PostgreSQL's text form, as a session prints it with {@code DateStyle} ISO, {@code TimeZone} UTC,
 * {@code extra_float_digits} 1, {@code IntervalStyle} iso_8601 and {@code bytea_output} hex or escape.
 *
 * <p>Every method takes a borrowed buffer, the absolute index of the value's first byte and its length in bytes, and gives
 * what the method of the same name in {@link BinaryValues} gives. None allocates, except {@link #float4} and {@link
 * #float8}. Text that is not a value of the type is a {@link MalformedValueException}.
 */
public final class TextValues {
    /** The answer of {@link #numeric64} for a value that it cannot give exactly. */
    public static final long NOT_REPRESENTABLE = BinaryValues.NOT_REPRESENTABLE;

    private TextValues() {}

    public static boolean bool(ByteBuf buffer, int index, int length) {
        if (length == 1) {
            byte b = buffer.getByte(index);
            if (b == 't' || b == 'f') {
                return b == 't';
            }
        }
        throw new MalformedValueException("boolean", 0, "expected t or f");
    }

    public static short int2(ByteBuf buffer, int index, int length) {
        return (short) integer("smallint", buffer, index, length, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    public static int int4(ByteBuf buffer, int index, int length) {
        return (int) integer("integer", buffer, index, length, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    public static long int8(ByteBuf buffer, int index, int length) {
        return integer("bigint", buffer, index, length, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** An OID, or another unsigned 32-bit type such as {@code xid}: 0 to 4294967295. */
    public static long oid(ByteBuf buffer, int index, int length) {
        return integer("oid", buffer, index, length, 0, 0xFFFF_FFFFL);
    }

    /** Allocates. */
    public static float float4(ByteBuf buffer, int index, int length) {
        return FloatText.parseFloat(buffer, index, length);
    }

    /** Allocates. */
    public static double float8(ByteBuf buffer, int index, int length) {
        return FloatText.parseDouble(buffer, index, length);
    }

    /** Days since 2000-01-01; {@code infinity} is {@link BinaryValues#DATE_INFINITY}. */
    public static int date(ByteBuf buffer, int index, int length) {
        return DateTimeText.parseDate(buffer, index, length);
    }

    /** Microseconds since 2000-01-01 00:00; {@code infinity} is {@link PgTimestamp#INFINITY}. */
    public static long timestamp(ByteBuf buffer, int index, int length) {
        return DateTimeText.parseTimestamp("timestamp", buffer, index, length, false);
    }

    /** Microseconds since 2000-01-01 00:00 UTC; any offset in the text is taken into account. */
    public static long timestamptz(ByteBuf buffer, int index, int length) {
        return DateTimeText.parseTimestamp("timestamptz", buffer, index, length, true);
    }

    /** Microseconds since midnight, 0 to 86400000000. */
    public static long time(ByteBuf buffer, int index, int length) {
        return DateTimeText.parseTime(buffer, index, length);
    }

    /** The amount in hundredths, from the form of the C locale: {@code $1,234.50}, {@code -$0.01}. */
    public static long money(ByteBuf buffer, int index, int length) {
        return MoneyText.parse(buffer, index, length);
    }

    /** The 16 bytes of a UUID, from its form with four hyphens. */
    public static void uuid(ByteBuf buffer, int index, int length, byte[] out16) {
        BinaryValues.requireLength("uuid", length, 36);
        int at = 0;
        for (int i = 0; i < 16; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                if (buffer.getByte(index + at) != '-') {
                    throw new MalformedValueException("uuid", at, "expected a hyphen");
                }
                at++;
            }
            out16[i] = (byte) (hexDigit("uuid", buffer, index, at) << 4 | hexDigit("uuid", buffer, index, at + 1));
            at += 2;
        }
    }

    /** As {@link BinaryValues#numeric64}. */
    public static long numeric64(ByteBuf buffer, int index, int length, int scale) {
        return NumericText.parse64(buffer, index, length, scale);
    }

    /** As {@link BinaryValues#numeric128}. */
    public static boolean numeric128(ByteBuf buffer, int index, int length, int scale, byte[] out16) {
        return NumericText.parse128(buffer, index, length, scale, out16);
    }

    /** The number of bytes that {@link #bytea} writes for this value. */
    public static int byteaLength(ByteBuf buffer, int index, int length) {
        return ByteaText.decodedLength(buffer, index, length);
    }

    /**
     * Decodes a bytea from the hex form ({@code \x1f2e}) or the escape form ({@code a\\b\001}).
     *
     * @param outOffset where the first byte goes; {@link #byteaLength} bytes must fit from there on
     */
    public static void bytea(ByteBuf buffer, int index, int length, byte[] out, int outOffset) {
        ByteaText.decode(buffer, index, length, out, outOffset);
    }

    /** The number of bytes that {@link #geometry} writes for this value. */
    public static int geometryLength(int length) {
        if (length % 2 != 0) {
            throw new MalformedValueException("geometry", length - 1, "a hexadecimal digit is missing");
        }
        return length / 2;
    }

    /**
     * Decodes a geometry or geography of PostGIS from hexadecimal digits: its extended WKB.
     *
     * @param outOffset where the first byte goes; {@link #geometryLength} bytes must fit from there on
     */
    public static void geometry(ByteBuf buffer, int index, int length, byte[] out, int outOffset) {
        ByteaText.decodeHex("geometry", buffer, index, length, out, outOffset);
    }

    static int hexDigit(String typeName, ByteBuf buffer, int index, int at) {
        int b = buffer.getByte(index + at);
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        if (lower >= 'a' && lower <= 'f') {
            return lower - 'a' + 10;
        }
        throw new MalformedValueException(typeName, at, "expected a hexadecimal digit");
    }

    private static long integer(String typeName, ByteBuf buffer, int index, int length, long min, long max) {
        int at = length > 0 && buffer.getByte(index) == '-' ? 1 : 0;
        boolean negative = at == 1;
        if (at == length) {
            throw new MalformedValueException(typeName, at, "expected a digit");
        }
        // Gathered as a negative number: its range holds the smallest value too.
        long value = 0;
        long limit = negative ? min : -max;
        for (; at < length; at++) {
            int digit = buffer.getByte(index + at) - '0';
            if (digit < 0 || digit > 9) {
                throw new MalformedValueException(typeName, at, "expected a digit");
            }
            if (value < (limit + digit) / 10 || value * 10 < limit + digit) {
                throw new MalformedValueException(typeName, at, "out of range");
            }
            value = value * 10 - digit;
        }
        return negative ? value : -value;
    }
}
