package dev.headgate.pgoutput.value;

import java.util.Arrays;
import java.util.Objects;

/** Where the parts of one value lie, as index and length; -1 is the length of a null. Kept from value to value. */
final class ValueParts {
    private int count;
    private int[] indexes = new int[16];
    private int[] lengths = new int[16];

    void clear() {
        count = 0;
    }

    void add(int index, int length) {
        if (count == indexes.length) {
            indexes = Arrays.copyOf(indexes, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        indexes[count] = index;
        lengths[count] = length;
        count++;
    }

    /** Takes a part in binary form: its length, -1 for a null, and its bytes. */
    void add(ValueReader reader) {
        int length = reader.readInt();
        add(length == -1 ? reader.position() : reader.skip(length), length);
    }

    int count() {
        return count;
    }

    int index(int part) {
        return indexes[Objects.checkIndex(part, count)];
    }

    int length(int part) {
        return lengths[Objects.checkIndex(part, count)];
    }
}
