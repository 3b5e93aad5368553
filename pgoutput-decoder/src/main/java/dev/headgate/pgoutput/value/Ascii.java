package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;

/** Comparisons of value bytes with ASCII text. */
final class Ascii {
    private Ascii() {}

    static boolean matches(ByteBuf buffer, int index, int length, String text) {
        return length == text.length() && matchesAt(buffer, index, text);
    }

    /** Whether the bytes from the index on begin with the text; as many bytes must be there. */
    static boolean matchesAt(ByteBuf buffer, int index, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (buffer.getByte(index + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
