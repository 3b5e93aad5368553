package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/**
 * Reads column values in PostgreSQL's binary form, the output of each type's send function. Big endian throughout.
 *
 * <p>Every method takes a borrowed buffer, the absolute index of the value's first byte and its length in bytes; none
 * allocates, none moves the buffer's indexes. A value of another length than its type has is a {@link
 * MalformedValueException}.
 *
 * <pre>{@code
 * numeric:  ndigits u16 | weight i16 | sign u16 | dscale u16 | { digit u16, base 10000 }
 *           value = sum of digit[i] * 10000^(weight - i); sign 0x0000 +, 0x4000 -, 0xC000 NaN, 0xD000 inf, 0xF000 -inf
 * }</pre>
 */
public final class BinaryValues {
    /** The answer of {@link #numeric64} for a value that it cannot give exactly. */
    public static final long NOT_REPRESENTABLE = Long.MIN_VALUE;

    /** The date {@code infinity}, as {@link #date} gives it. */
    public static final int DATE_INFINITY = Integer.MAX_VALUE;

    /** The date {@code -infinity}. */
    public static final int DATE_MINUS_INFINITY = Integer.MIN_VALUE;

    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int NUMERIC_HEADER_BYTES = 8;
    private static final int NUMERIC_POSITIVE = 0x0000;
    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final int NUMERIC_NAN = 0xC000;
    private static final int NUMERIC_INFINITY = 0xD000;
    private static final int NUMERIC_MINUS_INFINITY = 0xF000;

    private BinaryValues() {}

    public static boolean bool(ByteBuf buffer, int index, int length) {
        requireLength("boolean", length, 1);
        return buffer.getByte(index) != 0;
    }

    public static short int2(ByteBuf buffer, int index, int length) {
        requireLength("smallint", length, Short.BYTES);
        return buffer.getShort(index);
    }

    public static int int4(ByteBuf buffer, int index, int length) {
        requireLength("integer", length, Integer.BYTES);
        return buffer.getInt(index);
    }

    public static long int8(ByteBuf buffer, int index, int length) {
        requireLength("bigint", length, Long.BYTES);
        return buffer.getLong(index);
    }

    /** An OID, or another unsigned 32-bit type such as {@code xid}: 0 to 4294967295. */
    public static long oid(ByteBuf buffer, int index, int length) {
        requireLength("oid", length, Integer.BYTES);
        return buffer.getInt(index) & 0xFFFF_FFFFL;
    }

    public static float float4(ByteBuf buffer, int index, int length) {
        requireLength("real", length, Float.BYTES);
        return Float.intBitsToFloat(buffer.getInt(index));
    }

    public static double float8(ByteBuf buffer, int index, int length) {
        requireLength("double precision", length, Double.BYTES);
        return Double.longBitsToDouble(buffer.getLong(index));
    }

    /** Days since 2000-01-01; {@link #DATE_INFINITY} and {@link #DATE_MINUS_INFINITY} are not days. */
    public static int date(ByteBuf buffer, int index, int length) {
        requireLength("date", length, Integer.BYTES);
        return buffer.getInt(index);
    }

    /**
     * Microseconds since 2000-01-01 00:00, without a zone; {@link dev.headgate.pgoutput.type.PgTimestamp#INFINITY} and {@link
     * dev.headgate.pgoutput.type.PgTimestamp#MINUS_INFINITY} are not times.
     */
    public static long timestamp(ByteBuf buffer, int index, int length) {
        requireLength("timestamp", length, Long.BYTES);
        return buffer.getLong(index);
    }

    /** As {@link #timestamp}, in UTC. */
    public static long timestamptz(ByteBuf buffer, int index, int length) {
        requireLength("timestamptz", length, Long.BYTES);
        return buffer.getLong(index);
    }

    /** Microseconds since midnight, 0 to 86400000000 (24:00:00 is a value). */
    public static long time(ByteBuf buffer, int index, int length) {
        requireLength("time", length, Long.BYTES);
        return timeOfDay("time", buffer, index);
    }

    /** The amount in the smallest unit of the server's {@code lc_monetary}, which is a hundredth for most. */
    public static long money(ByteBuf buffer, int index, int length) {
        requireLength("money", length, Long.BYTES);
        return buffer.getLong(index);
    }

    /** Copies the 16 bytes of a UUID. */
    public static void uuid(ByteBuf buffer, int index, int length, byte[] out16) {
        requireLength("uuid", length, 16);
        buffer.getBytes(index, out16, 0, 16);
    }

    /**
     * A numeric as a whole number of {@code 10^-scale}.
     *
     * @param scale digits after the point, not negative
     * @return the unscaled value, of at most 18 digits; {@link #NOT_REPRESENTABLE} for NaN, infinities, more digits, or if the
     *     value has digits beyond the scale that are not zero
     */
    public static long numeric64(ByteBuf buffer, int index, int length, int scale) {
        int digits = numericDigits(buffer, index, length);
        int sign = buffer.getUnsignedShort(index + 4);
        if (sign != NUMERIC_POSITIVE && sign != NUMERIC_NEGATIVE) {
            return NOT_REPRESENTABLE;
        }
        int weight = buffer.getShort(index + 2);
        long value = 0;
        int exponent = 4 * (weight + 1);
        for (int i = 0; i < digits; i++) {
            exponent -= 4;
            int digit = numericDigit(buffer, index, i);
            int shift = exponent + scale;
            if (digit == 0 && (value == 0 || shift < 0)) {
                continue;
            }
            if (shift >= 0) {
                value = Decimal64.appendDigits(value, digit, 4);
            } else {
                int kept = Math.max(0, 4 + shift);
                long cut = Decimal64.POWERS_OF_TEN[4 - kept];
                if (digit % cut != 0) {
                    return NOT_REPRESENTABLE;
                }
                value = Decimal64.appendDigits(value, digit / cut, kept);
            }
            if (value < 0) {
                return NOT_REPRESENTABLE;
            }
        }
        int missing = exponent + scale;
        if (value != 0 && missing > 0) {
            value = Decimal64.appendDigits(value, 0, missing);
        }
        return value < 0 ? NOT_REPRESENTABLE : sign == NUMERIC_NEGATIVE ? -value : value;
    }

    /**
     * A numeric as a whole number of {@code 10^-scale} in 128 bits.
     *
     * @param out16 receives the big-endian two's complement; of no meaning if the answer is false
     * @return false for NaN, infinities, more than 38 digits, or if the value has digits beyond the scale that are not zero
     */
    public static boolean numeric128(ByteBuf buffer, int index, int length, int scale, byte[] out16) {
        int digits = numericDigits(buffer, index, length);
        int sign = buffer.getUnsignedShort(index + 4);
        if (sign != NUMERIC_POSITIVE && sign != NUMERIC_NEGATIVE) {
            return false;
        }
        int weight = buffer.getShort(index + 2);
        Decimal128.clear(out16);
        boolean zero = true;
        int exponent = 4 * (weight + 1);
        for (int i = 0; i < digits; i++) {
            exponent -= 4;
            int digit = numericDigit(buffer, index, i);
            int shift = exponent + scale;
            if (digit == 0 && (zero || shift < 0)) {
                continue;
            }
            int kept = Math.min(4, Math.max(0, 4 + shift));
            int cut = (int) Decimal64.POWERS_OF_TEN[4 - kept];
            if (digit % cut != 0 || !Decimal128.appendDigits(out16, digit / cut, kept)) {
                return false;
            }
            zero = false;
        }
        for (int missing = zero ? 0 : exponent + scale; missing > 0; missing -= 4) {
            if (!Decimal128.appendDigits(out16, 0, Math.min(4, missing))) {
                return false;
            }
        }
        Decimal128.finish(out16, sign == NUMERIC_NEGATIVE);
        return true;
    }

    /** Checks the header of a numeric and gives the number of its base-10000 digits. */
    static int numericDigits(ByteBuf buffer, int index, int length) {
        if (length < NUMERIC_HEADER_BYTES) {
            throw new MalformedValueException("numeric", 0, "needs 8 bytes, has " + length);
        }
        int digits = buffer.getUnsignedShort(index);
        if (length != NUMERIC_HEADER_BYTES + digits * Short.BYTES) {
            throw new MalformedValueException(
                    "numeric", 0, digits + " digits need " + (8 + 2 * digits) + " bytes, has " + length);
        }
        int sign = buffer.getUnsignedShort(index + 4);
        switch (sign) {
            case NUMERIC_POSITIVE, NUMERIC_NEGATIVE, NUMERIC_NAN, NUMERIC_INFINITY, NUMERIC_MINUS_INFINITY -> {
                return digits;
            }
            default -> throw new MalformedValueException("numeric", 4, "unknown sign " + sign);
        }
    }

    /** One base-10000 digit of a numeric whose header has been checked. */
    static int numericDigit(ByteBuf buffer, int index, int digit) {
        int at = NUMERIC_HEADER_BYTES + digit * Short.BYTES;
        int value = buffer.getUnsignedShort(index + at);
        if (value > 9999) {
            throw new MalformedValueException("numeric", at, "a digit is " + value + ", above 9999");
        }
        return value;
    }

    static long timeOfDay(String typeName, ByteBuf buffer, int index) {
        long micros = buffer.getLong(index);
        if (micros < 0 || micros > MICROS_PER_DAY) {
            throw new MalformedValueException(typeName, 0, "not between 00:00:00 and 24:00:00");
        }
        return micros;
    }

    static void requireLength(String typeName, int length, int expected) {
        if (length != expected) {
            throw new MalformedValueException(typeName, 0, "needs " + expected + " bytes, has " + length);
        }
    }
}
