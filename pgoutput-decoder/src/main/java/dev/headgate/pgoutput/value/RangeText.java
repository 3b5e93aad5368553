package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;

/**
 * Text of ranges and multiranges.
 *
 * <pre>{@code
 * range        flags u8 | [ length i32 | lower bound ] | [ length i32 | upper bound ]
 *              flags: 1 empty, 2 lower inclusive, 4 upper inclusive, 8 lower infinite, 16 upper infinite;
 *              an infinite bound is not there
 * multirange   count i32 | { length i32 | range }
 * }</pre>
 */
final class RangeText {
    static final int EMPTY = 1;
    static final int LOWER_INCLUSIVE = 2;
    static final int UPPER_INCLUSIVE = 4;
    static final int LOWER_INFINITE = 8;
    static final int UPPER_INFINITE = 16;

    private RangeText() {}

    static void appendRange(TextRenderer bound, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("range", buffer, index, length);
        int flags = reader.readUnsignedByte();
        if ((flags & EMPTY) != 0) {
            out.append("empty");
            reader.requireFullyRead();
            return;
        }
        out.append((byte) ((flags & LOWER_INCLUSIVE) != 0 ? '[' : '('));
        if ((flags & LOWER_INFINITE) == 0) {
            appendBound(bound, reader, out);
        }
        out.append((byte) ',');
        if ((flags & UPPER_INFINITE) == 0) {
            appendBound(bound, reader, out);
        }
        out.append((byte) ((flags & UPPER_INCLUSIVE) != 0 ? ']' : ')'));
        reader.requireFullyRead();
    }

    static void appendMultirange(TextRenderer bound, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("multirange", buffer, index, length);
        int count = reader.readCount();
        out.append((byte) '{');
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append((byte) ',');
            }
            int rangeLength = reader.readCount();
            appendRange(bound, buffer, reader.skip(rangeLength), rangeLength, out);
        }
        out.append((byte) '}');
        reader.requireFullyRead();
    }

    private static void appendBound(TextRenderer bound, ValueReader reader, Utf8Buffer out) {
        int length = reader.readCount();
        int from = out.length();
        bound.append(reader.buffer(), reader.skip(length), length, out);
        Quoting.quoteRangeBound(out, from);
    }
}
