package dev.headgate.staging.parquet;

import java.util.Arrays;

/** Bits in order of arrival: bit {@code i % 8} of byte {@code i / 8}. Bits beyond the end are clear. */
final class BitBuffer {
    private byte[] bits = new byte[8];
    private int count;

    byte[] array() {
        return bits;
    }

    int count() {
        return count;
    }

    int byteCount() {
        return (count + 7) >>> 3;
    }

    void clear() {
        Arrays.fill(bits, 0, byteCount(), (byte) 0);
        count = 0;
    }

    private void ensure(int more) {
        // One byte more than needed, so that a shifted copy may touch it.
        int needed = ((count + more + 7) >>> 3) + 1;
        if (needed > bits.length) {
            bits = Arrays.copyOf(bits, Math.max(needed, bits.length * 2));
        }
    }

    void appendZeros(int number) {
        ensure(number);
        count += number;
    }

    void appendOnes(int number) {
        ensure(number);
        int at = count;
        int end = at + number;
        while (at < end && (at & 7) != 0) {
            bits[at >>> 3] |= (byte) (1 << (at & 7));
            at++;
        }
        if (at < end) {
            Arrays.fill(bits, at >>> 3, end >>> 3, (byte) -1);
            if ((end & 7) != 0) {
                bits[end >>> 3] |= (byte) ((1 << (end & 7)) - 1);
            }
        }
        count = end;
    }

    /** Appends bits from another bitmap, starting at any bit of it. */
    void append(byte[] source, int from, int number) {
        ensure(number);
        int taken = 0;
        while (taken < number) {
            int some = Math.min(8, number - taken);
            int value = bitsAt(source, from + taken, some);
            int at = count + taken;
            int shifted = value << (at & 7);
            bits[at >>> 3] |= (byte) shifted;
            bits[(at >>> 3) + 1] |= (byte) (shifted >>> 8);
            taken += some;
        }
        count += number;
    }

    /** Appends the lowest bit of each value. */
    void append(long[] source, int from, int number) {
        ensure(number);
        int at = count;
        for (int i = from; i < from + number; i++, at++) {
            bits[at >>> 3] |= (byte) ((source[i] & 1) << (at & 7));
        }
        count = at;
    }

    /** Number of set bits in a range of a bitmap. */
    static int countOnes(byte[] source, int from, int number) {
        int ones = 0;
        int taken = 0;
        while (taken < number) {
            int some = Math.min(8, number - taken);
            ones += Integer.bitCount(bitsAt(source, from + taken, some));
            taken += some;
        }
        return ones;
    }

    private static int bitsAt(byte[] source, int from, int number) {
        int index = from >>> 3;
        int offset = from & 7;
        int value = (source[index] & 0xFF) >>> offset;
        if (offset + number > 8) {
            value |= (source[index + 1] & 0xFF) << (8 - offset);
        }
        return value & ((1 << number) - 1);
    }
}
