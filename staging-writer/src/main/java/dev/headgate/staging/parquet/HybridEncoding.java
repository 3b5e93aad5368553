package dev.headgate.staging.parquet;

/**
 * Parquet's RLE / bit-packing hybrid, for levels and for dictionary indexes. Spec: "Run Length Encoding / Bit-Packing
 * Hybrid (RLE = 3)".
 *
 * <pre>
 * runs          run *
 * repeated run  varint(count << 1)       value in ceil(bitWidth / 8) bytes
 * packed run    varint(groups << 1 | 1)  groups of 8 values, bitWidth bits each, lowest bit first
 * </pre>
 */
final class HybridEncoding {
    // A shorter run costs less as part of a packed one.
    private static final int MIN_REPEATS = 8;
    private static final int MIN_REPEATED_BYTES = 4;

    private HybridEncoding() {}

    /** Bits that the values 0 to {@code max} need. */
    static int bitWidth(int max) {
        return 32 - Integer.numberOfLeadingZeros(max);
    }

    /** Appends the runs of these values; each fits {@code bitWidth} bits, at most 16. */
    static void encode(char[] values, int count, int bitWidth, GrowableBytes out) {
        int packedFrom = 0;
        int at = 0;
        while (at < count) {
            int run = runLength(values, at, count);
            if (run >= MIN_REPEATS || run == count) {
                putPacked(values, packedFrom, at, bitWidth, out);
                putRepeated(values[at], run, bitWidth, out);
                at += run;
                packedFrom = at;
            } else {
                // Packed runs hold whole groups: a repeated run can begin only here.
                at = Math.min(at + 8, count);
            }
        }
        putPacked(values, packedFrom, count, bitWidth, out);
    }

    private static int runLength(char[] values, int from, int end) {
        char value = values[from];
        int at = from + 1;
        while (at < end && values[at] == value) {
            at++;
        }
        return at - from;
    }

    private static void putRepeated(int value, int count, int bitWidth, GrowableBytes out) {
        out.putVarInt(count << 1);
        for (int bits = bitWidth, rest = value; bits > 0; bits -= 8, rest >>>= 8) {
            out.putByte(rest);
        }
    }

    private static void putPacked(char[] values, int from, int end, int bitWidth, GrowableBytes out) {
        if (from == end) {
            return;
        }
        int groups = (end - from + 7) >>> 3;
        out.putVarInt((groups << 1) | 1);
        int bytes = groups * bitWidth;
        out.ensure(bytes);
        int position = out.size();
        long word = 0;
        int bits = 0;
        for (int i = from; i < end; i++) {
            word |= (long) values[i] << bits;
            bits += bitWidth;
            if (bits >= 32) {
                out.setLong(position, word);
                position += 4;
                word >>>= 32;
                bits -= 32;
            }
        }
        int last = out.size() + bytes;
        while (position < last) {
            out.setLong(position, word);
            word = 0;
            position += 8;
        }
        out.advance(bytes);
    }

    /** Appends the runs of single bits, bit {@code i % 8} of byte {@code i / 8}; bits beyond the count are clear. */
    static void encodeBits(byte[] bits, int count, GrowableBytes out) {
        int end = (count + 7) >>> 3;
        int packedFrom = 0;
        int at = 0;
        while (at < end) {
            byte value = bits[at];
            int next = at + 1;
            if (value == 0 || value == -1) {
                while (next < end && bits[next] == value) {
                    next++;
                }
                // A last byte that is only partly used is part of the run if the used bits are.
                if (next == end - 1
                        && value == -1
                        && (count & 7) != 0
                        && bits[next] == (byte) ((1 << (count & 7)) - 1)) {
                    next = end;
                }
                if (next - at >= MIN_REPEATED_BYTES || next - at == end) {
                    putPackedBits(bits, packedFrom, at, out);
                    putRepeated(value & 1, Math.min(next * 8, count) - at * 8, 1, out);
                    packedFrom = next;
                }
            }
            at = next;
        }
        putPackedBits(bits, packedFrom, end, out);
    }

    private static void putPackedBits(byte[] bits, int from, int end, GrowableBytes out) {
        if (from < end) {
            out.putVarInt(((end - from) << 1) | 1);
            out.put(bits, from, end - from);
        }
    }
}
