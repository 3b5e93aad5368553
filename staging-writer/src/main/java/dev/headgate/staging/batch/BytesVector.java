package dev.headgate.staging.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Byte strings: STRING, JSON and BINARY of any length, UUID and DECIMAL above precision 18 of exactly 16 bytes (DECIMAL:
 * unscaled, two's complement, big-endian).
 *
 * <p>The values lie in {@link #data} as Parquet's PLAIN encoding wants them:
 *
 * <pre>
 * variable length   | length (4, little-endian) | bytes | length | bytes | ...     ends[n] = end of the n-th value
 * fixed length      | 16 bytes | 16 bytes | ...
 * </pre>
 */
public final class BytesVector extends ColumnVector {
    /** {@link #fixedLength} of a column whose values carry their length. */
    public static final int VARIABLE_LENGTH = -1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INITIAL_BYTES = 128;
    // Above this, growing by half instead of doubling keeps one large value from taking twice its size, and a reset
    // gives the memory back.
    private static final int LARGE_BYTES = 1 << 20;
    private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

    private final ByteCount count;
    private final int fixedLength;
    private byte[] data = new byte[INITIAL_BYTES];
    private int[] ends = new int[INITIAL_ROWS];
    private int size;

    BytesVector(ByteCount count, int fixedLength) {
        this.count = count;
        this.fixedLength = fixedLength;
    }

    /**
     * Appends a row with a copy of these bytes.
     *
     * @throws IllegalArgumentException the column has a fixed length and this is another
     * @throws IllegalStateException the vector would pass 2 GiB: seal the batch earlier
     */
    public void append(byte[] source, int offset, int length) {
        int at = valueCount();
        if (at == ends.length) {
            ends = Arrays.copyOf(ends, at * 2);
        }
        int position = size;
        if (fixedLength == VARIABLE_LENGTH) {
            int end = ensure(length + 4L);
            INT.set(data, position, length);
            System.arraycopy(source, offset, data, position + 4, length);
            position = end;
        } else {
            if (length != fixedLength) {
                throw new IllegalArgumentException("Value of " + length + " bytes in a column of " + fixedLength);
            }
            int end = ensure(length);
            System.arraycopy(source, offset, data, position, length);
            position = end;
        }
        ends[at] = position;
        size = position;
        count.bytes += length + 4L;
        appendPresent();
    }

    private int ensure(long more) {
        long needed = size + more;
        if (needed > data.length) {
            if (needed > MAX_BYTES) {
                throw new IllegalStateException("A batch holds less than 2 GiB per column, this one needs " + needed);
            }
            long grown = data.length < LARGE_BYTES ? data.length * 2L : data.length + (data.length >> 1);
            // A value that alone outgrows the step gets what it needs and a little for its neighbours.
            long capacity = Math.max(grown, needed + Math.min(needed >> 3, LARGE_BYTES));
            data = Arrays.copyOf(data, (int) Math.min(capacity, MAX_BYTES));
        }
        return (int) needed;
    }

    /** The values in the layout drawn above, borrowed; the first {@link #size} bytes are meaningful. */
    public byte[] data() {
        return data;
    }

    /** End of each value in {@link #data}, borrowed; the first {@link #valueCount} are meaningful. */
    public int[] ends() {
        return ends;
    }

    /** Bytes used in {@link #data}. */
    public int size() {
        return size;
    }

    /** Length of each value, or {@link #VARIABLE_LENGTH}. */
    public int fixedLength() {
        return fixedLength;
    }

    @Override
    void truncateValues(int before, int after) {
        int end = after == 0 ? 0 : ends[after - 1];
        int lengths = fixedLength == VARIABLE_LENGTH ? 0 : before - after;
        count.bytes -= size - end + 4L * lengths;
        size = end;
    }

    @Override
    public void reset() {
        super.reset();
        size = 0;
        if (data.length > LARGE_BYTES) {
            data = new byte[INITIAL_BYTES];
        }
    }

    @Override
    public long retainedBytes() {
        return super.retainedBytes() + data.length + 4L * ends.length;
    }

    @Override
    long fixedBytes() {
        return 0;
    }
}
