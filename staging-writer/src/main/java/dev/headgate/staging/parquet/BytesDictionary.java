package dev.headgate.staging.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Distinct byte strings of one column chunk in order of first appearance, kept as the PLAIN values that the dictionary
 * page holds.
 */
final class BytesDictionary {
    static final int MAX_ENTRIES = 1 << 14;
    static final int MAX_BYTES = 256 << 10;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INITIAL_SLOTS = 64;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int prefixBytes;
    private final GrowableBytes data = new GrowableBytes(128);
    private char[] slots = new char[INITIAL_SLOTS];
    private int[] hashes = new int[INITIAL_SLOTS / 2];
    private int[] ends = new int[INITIAL_SLOTS / 2];
    private int size;

    /** For values that carry {@code prefixBytes} of length in front of them: 4, or 0 if all have the same length. */
    BytesDictionary(int prefixBytes) {
        this.prefixBytes = prefixBytes;
    }

    int size() {
        return size;
    }

    /** All entries, with their lengths in front. */
    GrowableBytes data() {
        return data;
    }

    /** Where an entry starts in {@link #data}, its length in front included. */
    int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    int end(int index) {
        return ends[index];
    }

    long retainedBytes() {
        return data.array().length + 2L * slots.length + 4L * (hashes.length + ends.length);
    }

    void clear() {
        Arrays.fill(slots, (char) 0);
        size = 0;
        data.clear(MAX_BYTES);
    }

    /**
     * Looks up values and adds those that are new.
     *
     * @param source values in PLAIN layout
     * @param sourceEnds end of each of them
     * @return how many were turned into indexes; fewer than {@code count} if the dictionary became full
     */
    int encode(byte[] source, int[] sourceEnds, int from, int count, char[] indexes, int at) {
        int start = from == 0 ? 0 : sourceEnds[from - 1];
        for (int i = 0; i < count; i++) {
            int end = sourceEnds[from + i];
            int index = indexOf(source, start, end);
            if (index < 0) {
                return i;
            }
            indexes[at + i] = (char) index;
            start = end;
        }
        return count;
    }

    private int indexOf(byte[] source, int start, int end) {
        int hash = hash(source, start + prefixBytes, end);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int index = slots[slot] - 1;
            if (hashes[index] == hash && equalsEntry(index, source, start, end)) {
                return index;
            }
            slot = (slot + 1) & mask;
        }
        if (size == MAX_ENTRIES || data.size() + (end - start) > MAX_BYTES) {
            return -1;
        }
        if (size == ends.length) {
            grow();
            slot = freeSlot(hash);
        }
        data.put(source, start, end - start);
        hashes[size] = hash;
        ends[size] = data.size();
        slots[slot] = (char) (size + 1);
        return size++;
    }

    private boolean equalsEntry(int index, byte[] source, int start, int end) {
        return Arrays.equals(data.array(), start(index), ends[index], source, start, end);
    }

    private static int hash(byte[] source, int start, int end) {
        long hash = (long) end - start;
        int at = start;
        for (; at + 8 <= end; at += 8) {
            hash = (hash ^ (long) LONG.get(source, at)) * MIX;
            hash ^= hash >>> 32;
        }
        if (at < end) {
            long rest = 0;
            for (int shift = 0; at < end; at++, shift += 8) {
                rest |= (source[at] & 0xFFL) << shift;
            }
            hash = (hash ^ rest) * MIX;
        }
        return (int) (hash >>> 32);
    }

    private int freeSlot(int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        hashes = Arrays.copyOf(hashes, size * 2);
        ends = Arrays.copyOf(ends, size * 2);
        slots = new char[slots.length * 2];
        for (int i = 0; i < size; i++) {
            slots[freeSlot(hashes[i])] = (char) (i + 1);
        }
    }
}
