package dev.headgate.staging.parquet;

import java.util.Arrays;

/** Distinct 64-bit patterns of one column chunk in order of first appearance; an open-addressing hash table. */
final class LongDictionary {
    static final int MAX_ENTRIES = 1 << 14;

    private static final int INITIAL_SLOTS = 64;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    // Index + 1 of the entry, 0 for a free slot; at most half of the slots are taken.
    private char[] slots = new char[INITIAL_SLOTS];
    private long[] entries = new long[INITIAL_SLOTS / 2];
    private int size;

    int size() {
        return size;
    }

    long entry(int index) {
        return entries[index];
    }

    long[] entries() {
        return entries;
    }

    long retainedBytes() {
        return 2L * slots.length + 8L * entries.length;
    }

    void clear() {
        Arrays.fill(slots, (char) 0);
        size = 0;
    }

    /**
     * Looks up values and adds those that are new.
     *
     * @return how many were turned into indexes; fewer than {@code count} if the dictionary became full
     */
    int encode(long[] values, int from, int count, char[] indexes, int at) {
        long last = 0;
        int lastIndex = -1;
        for (int i = 0; i < count; i++) {
            long value = values[from + i];
            if (lastIndex < 0 || value != last) {
                lastIndex = indexOf(value);
                if (lastIndex < 0) {
                    return i;
                }
                last = value;
            }
            indexes[at + i] = (char) lastIndex;
        }
        return count;
    }

    private int indexOf(long value) {
        int mask = slots.length - 1;
        int slot = slotOf(value, mask);
        while (slots[slot] != 0) {
            int index = slots[slot] - 1;
            if (entries[index] == value) {
                return index;
            }
            slot = (slot + 1) & mask;
        }
        if (size == MAX_ENTRIES) {
            return -1;
        }
        if (size == entries.length) {
            grow();
            mask = slots.length - 1;
            slot = freeSlot(value, mask);
        }
        entries[size] = value;
        slots[slot] = (char) (size + 1);
        return size++;
    }

    private static int slotOf(long value, int mask) {
        long mixed = value * MIX;
        return (int) (mixed >>> 40) & mask;
    }

    private int freeSlot(long value, int mask) {
        int slot = slotOf(value, mask);
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        entries = Arrays.copyOf(entries, entries.length * 2);
        slots = new char[slots.length * 2];
        int mask = slots.length - 1;
        for (int i = 0; i < size; i++) {
            slots[freeSlot(entries[i], mask)] = (char) (i + 1);
        }
    }
}
