package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A byte array that grows: text on its way out, kept from value to value. Not safe for use by two threads at once. */
public final class Utf8Buffer {
    private byte[] array = new byte[128];
    private int length;

    /** The bytes, valid up to {@link #length()} and until the next append. */
    public byte[] array() {
        return array;
    }

    public int length() {
        return length;
    }

    /** Makes it empty; the memory stays. */
    public void clear() {
        length = 0;
    }

    public void append(byte b) {
        ensureSpace(1);
        array[length++] = b;
    }

    /** Appends ASCII text. */
    public void append(String ascii) {
        int count = ascii.length();
        ensureSpace(count);
        for (int i = 0; i < count; i++) {
            array[length + i] = (byte) ascii.charAt(i);
        }
        length += count;
    }

    /** Copies bytes of a buffer by absolute index. */
    public void append(ByteBuf source, int index, int count) {
        ensureSpace(count);
        source.getBytes(index, array, length, count);
        length += count;
    }

    /** Appends a decimal number. */
    public void append(long number) {
        if (number == Long.MIN_VALUE) {
            append("-9223372036854775808");
        } else if (number < 0) {
            append((byte) '-');
            appendPadded(-number, 1);
        } else {
            appendPadded(number, 1);
        }
    }

    /** Appends a number that is not negative, with zeros in front up to the given width. */
    void appendPadded(long number, int width) {
        int digits = 1;
        for (long rest = number / 10; rest != 0; rest /= 10) {
            digits++;
        }
        int count = Math.max(digits, width);
        ensureSpace(count);
        long rest = number;
        for (int i = length + count - 1; i >= length; i--) {
            array[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    /** Cuts off what was appended after the given length. */
    void truncate(int newLength) {
        length = newLength;
    }

    /**
     * Puts what stands from the given place on into double quotes.
     *
     * @param escape whether a quote inside gets a backslash before it; else it is doubled, as a backslash is in both cases
     */
    void quote(int from, boolean escape) {
        int special = 0;
        for (int i = from; i < length; i++) {
            special += array[i] == '"' || array[i] == '\\' ? 1 : 0;
        }
        ensureSpace(special + 2);
        int to = length + special + 1;
        int last = length - 1;
        length = to + 1;
        array[to] = '"';
        for (int i = last; i >= from; i--) {
            byte b = array[i];
            array[--to] = b;
            if (b == '"' || b == '\\') {
                array[--to] = escape ? (byte) '\\' : b;
            }
        }
        array[from] = '"';
    }

    /** The content as a string. Allocates. */
    @Override
    public String toString() {
        return new String(array, 0, length, StandardCharsets.UTF_8);
    }

    private void ensureSpace(int count) {
        if (count > array.length - length) {
            array = Arrays.copyOf(
                    array, Math.max(Math.addExact(length, count), (int) Math.min(array.length * 2L, 1 << 30)));
        }
    }
}
