package dev.headgate.staging.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Smallest and largest byte string of a page, in unsigned byte order; for DECIMAL as signed numbers. Most values are
 * told apart from the bounds by their first eight bytes.
 */
final class BytesRange {
    /** A page whose smallest or largest value is longer has no bounds. */
    static final int MAX_BOUND_BYTES = 1024;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final long flip;
    private byte[] min = new byte[16];
    private byte[] max = new byte[16];
    private int minLength;
    private int maxLength;
    // First eight bytes of the bounds, zero-padded, such that signed comparison gives the order of the column.
    private long minKey;
    private long maxKey;
    private boolean empty = true;
    private boolean oversized;

    /** Bounds in signed order of the first byte, or else unsigned. */
    BytesRange(boolean signed) {
        this.flip = signed ? 0 : Long.MIN_VALUE;
    }

    void clear() {
        empty = true;
        oversized = false;
    }

    /** Takes one value into account. */
    void add(byte[] data, int offset, int length) {
        long key = key(data, offset, length);
        if (empty) {
            empty = false;
            setMin(data, offset, length, key);
            setMax(data, offset, length, key);
            return;
        }
        if (key <= minKey && (key < minKey || isBelow(data, offset, length, min, minLength))) {
            setMin(data, offset, length, key);
        }
        if (key >= maxKey && (key > maxKey || isAbove(data, offset, length, max, maxLength))) {
            setMax(data, offset, length, key);
        }
    }

    private long key(byte[] data, int offset, int length) {
        if (offset + 8 <= data.length) {
            long word = (long) LONG.get(data, offset);
            if (length < 8) {
                word = length == 0 ? 0 : word & (-1L << (64 - 8 * length));
            }
            return word ^ flip;
        }
        long word = 0;
        for (int i = 0; i < 8; i++) {
            word = (word << 8) | (i < length ? data[offset + i] & 0xFFL : 0);
        }
        return word ^ flip;
    }

    private static boolean isBelow(byte[] data, int offset, int length, byte[] bound, int boundLength) {
        // Equal keys and at most eight bytes: the longer one has trailing zeros.
        if (length <= 8 && boundLength <= 8) {
            return length < boundLength;
        }
        return Arrays.compareUnsigned(data, offset, offset + length, bound, 0, boundLength) < 0;
    }

    private static boolean isAbove(byte[] data, int offset, int length, byte[] bound, int boundLength) {
        if (length <= 8 && boundLength <= 8) {
            return length > boundLength;
        }
        return Arrays.compareUnsigned(data, offset, offset + length, bound, 0, boundLength) > 0;
    }

    private void setMin(byte[] data, int offset, int length, long key) {
        if (length > MAX_BOUND_BYTES) {
            oversized = true;
            return;
        }
        if (length > min.length) {
            min = new byte[Math.max(length, 64)];
        }
        System.arraycopy(data, offset, min, 0, length);
        minLength = length;
        minKey = key;
    }

    private void setMax(byte[] data, int offset, int length, long key) {
        if (length > MAX_BOUND_BYTES) {
            oversized = true;
            return;
        }
        if (length > max.length) {
            max = new byte[Math.max(length, 64)];
        }
        System.arraycopy(data, offset, max, 0, length);
        maxLength = length;
        maxKey = key;
    }

    /** Statistics of the page; without bounds if a bound would be too long to be of use. */
    Statistics<?> statistics(PrimitiveType type, long nullCount) {
        if (oversized) {
            return Statistics.getBuilderForReading(type).build();
        }
        Statistics.Builder builder = Statistics.getBuilderForReading(type).withNumNulls(nullCount);
        if (!empty) {
            builder.withMin(Arrays.copyOf(min, minLength)).withMax(Arrays.copyOf(max, maxLength));
        }
        return builder.build();
    }
}
