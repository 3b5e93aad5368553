package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/** The text form of numeric: digits with at most one point, {@code NaN}, {@code Infinity}, {@code -Infinity}. */
final class NumericText {
    private NumericText() {}

    static long parse64(ByteBuf buffer, int index, int length, int scale) {
        if (isSpecial(buffer, index, length)) {
            return BinaryValues.NOT_REPRESENTABLE;
        }
        boolean negative = buffer.getByte(index) == '-';
        long value = 0;
        int fraction = -1;
        boolean lost = false;
        for (int at = negative ? 1 : 0; at < length; at++) {
            int digit = digitOrPoint(buffer, index, at, fraction);
            if (digit < 0) {
                fraction = 0;
            } else if (fraction >= scale) {
                lost |= digit != 0;
            } else {
                fraction = fraction < 0 ? fraction : fraction + 1;
                value = value < 0 ? value : Decimal64.appendDigits(value, digit, 1);
            }
        }
        int missing = scale - Math.max(0, fraction);
        if (value > 0 && missing > 0) {
            value = Decimal64.appendDigits(value, 0, missing);
        }
        return lost || value < 0 ? BinaryValues.NOT_REPRESENTABLE : negative ? -value : value;
    }

    static boolean parse128(ByteBuf buffer, int index, int length, int scale, byte[] out16) {
        if (isSpecial(buffer, index, length)) {
            return false;
        }
        boolean negative = buffer.getByte(index) == '-';
        Decimal128.clear(out16);
        int fraction = -1;
        boolean exact = true;
        boolean zero = true;
        for (int at = negative ? 1 : 0; at < length; at++) {
            int digit = digitOrPoint(buffer, index, at, fraction);
            if (digit < 0) {
                fraction = 0;
            } else if (fraction >= scale) {
                exact &= digit == 0;
            } else {
                fraction = fraction < 0 ? fraction : fraction + 1;
                zero &= digit == 0;
                exact = exact && Decimal128.appendDigits(out16, digit, 1);
            }
        }
        for (int missing = zero ? 0 : scale - Math.max(0, fraction); exact && missing > 0; missing--) {
            exact = Decimal128.appendDigits(out16, 0, 1);
        }
        Decimal128.finish(out16, negative);
        return exact;
    }

    private static boolean isSpecial(ByteBuf buffer, int index, int length) {
        return Ascii.matches(buffer, index, length, "NaN")
                || Ascii.matches(buffer, index, length, "Infinity")
                || Ascii.matches(buffer, index, length, "-Infinity")
                || !hasDigit(buffer, index, length);
    }

    private static boolean hasDigit(ByteBuf buffer, int index, int length) {
        for (int at = 0; at < length; at++) {
            int b = buffer.getByte(index + at);
            if (b >= '0' && b <= '9') {
                return true;
            }
        }
        throw new MalformedValueException("numeric", 0, "expected a digit");
    }

    /** The digit at this place, or -1 for the point. */
    private static int digitOrPoint(ByteBuf buffer, int index, int at, int fraction) {
        int b = buffer.getByte(index + at);
        if (b == '.' && fraction < 0) {
            return -1;
        }
        if (b < '0' || b > '9') {
            throw new MalformedValueException("numeric", at, "expected a digit");
        }
        return b - '0';
    }

    /** Appends PostgreSQL's output for a numeric in binary form. */
    static void append(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        int digits = BinaryValues.numericDigits(buffer, index, length);
        int sign = buffer.getUnsignedShort(index + 4);
        if (sign > 0x4000) {
            out.append(sign == 0xC000 ? "NaN" : sign == 0xD000 ? "Infinity" : "-Infinity");
            return;
        }
        int weight = buffer.getShort(index + 2);
        int displayScale = buffer.getUnsignedShort(index + 6);
        if (sign != 0) {
            out.append((byte) '-');
        }
        if (weight < 0) {
            out.append((byte) '0');
        }
        for (int group = 0; group <= weight; group++) {
            int digit = group < digits ? BinaryValues.numericDigit(buffer, index, group) : 0;
            out.appendPadded(digit, group == 0 ? 1 : 4);
        }
        if (displayScale > 0) {
            out.append((byte) '.');
        }
        int end = out.length() + displayScale;
        for (int group = weight + 1; out.length() < end; group++) {
            int digit = group >= 0 && group < digits ? BinaryValues.numericDigit(buffer, index, group) : 0;
            out.appendPadded(digit, 4);
        }
        out.truncate(end);
    }
}
