package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.buffer.ArrayByteBuf;
import io.netty.buffer.ByteBuf;

/** Text parts with their quotes taken off, one after the other, readable as a buffer. */
final class UnquotedText {
    private final Utf8Buffer bytes = new Utf8Buffer();
    private final ArrayByteBuf buffer = new ArrayByteBuf();

    void clear() {
        bytes.clear();
    }

    void append(byte b) {
        bytes.append(b);
    }

    int length() {
        return bytes.length();
    }

    /** All parts; valid until the next {@link #clear}. */
    ByteBuf buffer() {
        return buffer.wrap(bytes.array(), 0, bytes.length());
    }
}
