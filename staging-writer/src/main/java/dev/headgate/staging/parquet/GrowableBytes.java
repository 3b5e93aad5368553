package dev.headgate.staging.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Bytes at the front of an array that grows; little-endian, as Parquet is. */
final class GrowableBytes {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    // Room that every ensure leaves behind the end, so that a packer may store whole words.
    static final int SLACK = 8;
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 64;

    private byte[] array;
    private int size;
    private LongBuffer longs;

    GrowableBytes(int capacity) {
        array = new byte[capacity + SLACK];
        longs = longsOf(array);
    }

    private static LongBuffer longsOf(byte[] array) {
        return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Empties, and gives back an array that has grown beyond the limit. */
    void clear(int keptCapacity) {
        size = 0;
        if (array.length > keptCapacity) {
            array = new byte[256 + SLACK];
            longs = longsOf(array);
        }
    }

    /** Makes room for this many bytes behind the end. */
    void ensure(int more) {
        long needed = (long) size + more + SLACK;
        if (needed > array.length) {
            if (needed > MAX_LENGTH) {
                throw new IllegalStateException("A Parquet page holds less than 2 GiB, this one needs " + needed);
            }
            long doubled = Math.min(2L * array.length, array.length + (4L << 20));
            array = Arrays.copyOf(array, (int) Math.min(Math.max(doubled, needed), MAX_LENGTH));
            longs = longsOf(array);
        }
    }

    void putByte(int value) {
        ensure(1);
        array[size++] = (byte) value;
    }

    void putInt(int value) {
        ensure(4);
        INT.set(array, size, value);
        size += 4;
    }

    void setInt(int position, int value) {
        INT.set(array, position, value);
    }

    /** Unsigned LEB128, as the headers of runs are. */
    void putVarInt(int value) {
        ensure(5);
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            array[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    void put(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, array, size, length);
        size += length;
    }

    void putLongs(long[] source, int offset, int count) {
        ensure(count * 8);
        // The view is aligned to multiples of eight, and so is a buffer that only ever takes longs.
        longs.put(size >>> 3, source, offset, count);
        size += count * 8;
    }

    void putInts(long[] source, int offset, int count) {
        ensure(count * 4);
        byte[] to = array;
        int position = size;
        for (int i = offset; i < offset + count; i++, position += 4) {
            INT.set(to, position, (int) source[i]);
        }
        size = position;
    }

    /** Skips forward over bytes that the caller has stored into {@link #array} itself. */
    void advance(int bytes) {
        size += bytes;
    }

    /** Stores eight bytes at any position inside the ensured room, slack included. */
    void setLong(int position, long value) {
        LONG.set(array, position, value);
    }
}
