package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;

/** Text of hstore values; {@link HstoreCursor} draws the layout. */
final class HstoreText {
    private HstoreText() {}

    static void append(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("hstore", buffer, index, length);
        int count = reader.readCount();
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append(", ");
            }
            appendQuoted(reader, reader.readCount(), out);
            out.append("=>");
            int valueLength = reader.readInt();
            if (valueLength == -1) {
                out.append("NULL");
            } else {
                appendQuoted(reader, valueLength, out);
            }
        }
        reader.requireFullyRead();
    }

    private static void appendQuoted(ValueReader reader, int length, Utf8Buffer out) {
        int from = out.length();
        out.append(reader.buffer(), reader.skip(length), length);
        out.quote(from, true);
    }
}
