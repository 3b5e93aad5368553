package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;

/**
 * Text of geometric types. All coordinates are double precision.
 *
 * <pre>{@code
 * point    x | y                          (x,y)
 * lseg     two points                     [(x,y),(x,y)]
 * box      high point | low point         (x,y),(x,y)
 * line     a | b | c                      {a,b,c}
 * circle   center | radius                <(x,y),r>
 * path     closed u8 | count i32 | points ((x,y),...) closed, [(x,y),...] open
 * polygon  count i32 | points             ((x,y),...)
 * }</pre>
 */
final class GeometryText {
    private static final int POINT_BYTES = 2 * Double.BYTES;

    private GeometryText() {}

    static void appendPoint(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("point", buffer, index, length);
        appendPoints(reader, 1, out);
        reader.requireFullyRead();
    }

    static void appendSegment(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("lseg", buffer, index, length);
        out.append((byte) '[');
        appendPoints(reader, 2, out);
        out.append((byte) ']');
        reader.requireFullyRead();
    }

    static void appendBox(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("box", buffer, index, length);
        appendPoints(reader, 2, out);
        reader.requireFullyRead();
    }

    static void appendLine(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("line", buffer, index, length);
        out.append((byte) '{');
        FloatText.append(reader.readDouble(), out);
        out.append((byte) ',');
        FloatText.append(reader.readDouble(), out);
        out.append((byte) ',');
        FloatText.append(reader.readDouble(), out);
        out.append((byte) '}');
        reader.requireFullyRead();
    }

    static void appendCircle(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("circle", buffer, index, length);
        out.append((byte) '<');
        appendPoints(reader, 1, out);
        out.append((byte) ',');
        FloatText.append(reader.readDouble(), out);
        out.append((byte) '>');
        reader.requireFullyRead();
    }

    static void appendPath(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("path", buffer, index, length);
        boolean closed = reader.readUnsignedByte() != 0;
        out.append((byte) (closed ? '(' : '['));
        appendPoints(reader, pointCount(reader), out);
        out.append((byte) (closed ? ')' : ']'));
        reader.requireFullyRead();
    }

    static void appendPolygon(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("polygon", buffer, index, length);
        out.append((byte) '(');
        appendPoints(reader, pointCount(reader), out);
        out.append((byte) ')');
        reader.requireFullyRead();
    }

    private static int pointCount(ValueReader reader) {
        int count = reader.readCount();
        if ((long) count * POINT_BYTES != reader.remaining()) {
            throw reader.malformed(count + " points do not fit the length");
        }
        return count;
    }

    private static void appendPoints(ValueReader reader, int count, Utf8Buffer out) {
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.append((byte) ',');
            }
            out.append((byte) '(');
            FloatText.append(reader.readDouble(), out);
            out.append((byte) ',');
            FloatText.append(reader.readDouble(), out);
            out.append((byte) ')');
        }
    }
}
