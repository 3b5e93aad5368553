package dev.headgate.pgoutput.value;

import java.util.Arrays;

/** Decimal digits gathered into 16 bytes, big endian: an unsigned number while digits come, two's complement at the end. */
final class Decimal128 {
    /** 10^38, the first number with too many digits: its upper and lower 64 bits. */
    private static final long LIMIT_HIGH = 0x4B3B_4CA8_5A86_C47AL;

    private static final long LIMIT_LOW = 0x098A_2240_0000_0000L;

    private Decimal128() {}

    static void clear(byte[] out16) {
        Arrays.fill(out16, 0, 16, (byte) 0);
    }

    /**
     * Replaces the number by {@code number * 10^count + digits}.
     *
     * @param count at most 4
     * @return false if the result has more than 38 digits
     */
    static boolean appendDigits(byte[] out16, int digits, int count) {
        long factor = Decimal64.POWERS_OF_TEN[count];
        long carry = digits;
        for (int i = 12; i >= 0; i -= 4) {
            long product = (readInt(out16, i) & 0xFFFF_FFFFL) * factor + carry;
            writeInt(out16, i, (int) product);
            carry = product >>> 32;
        }
        return carry == 0 && isBelowLimit(out16);
    }

    /** Applies the sign. */
    static void finish(byte[] out16, boolean negative) {
        if (negative) {
            int carry = 1;
            for (int i = 15; i >= 0; i--) {
                int b = (~out16[i] & 0xFF) + carry;
                out16[i] = (byte) b;
                carry = b >>> 8;
            }
        }
    }

    private static boolean isBelowLimit(byte[] out16) {
        long high = ((long) readInt(out16, 0) << 32) | (readInt(out16, 4) & 0xFFFF_FFFFL);
        if (high != LIMIT_HIGH) {
            return Long.compareUnsigned(high, LIMIT_HIGH) < 0;
        }
        long low = ((long) readInt(out16, 8) << 32) | (readInt(out16, 12) & 0xFFFF_FFFFL);
        return Long.compareUnsigned(low, LIMIT_LOW) < 0;
    }

    private static int readInt(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | (bytes[at + 3] & 0xFF);
    }

    private static void writeInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }
}
