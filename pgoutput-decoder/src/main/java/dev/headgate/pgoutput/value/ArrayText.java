package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;

/**
 * Text of arrays of any number of dimensions.
 *
 * <pre>{@code
 * dimensions i32 | has nulls i32 | element type i32 | { size i32 | lower bound i32 } | { length i32, -1 null | element }
 * }</pre>
 */
final class ArrayText {
    private static final int DIMENSIONS_MAX = 6;

    private ArrayText() {}

    /** An array of a built-in type, which the value itself names. */
    static void append(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("array", buffer, index, length);
        reader.skip(2 * Integer.BYTES);
        int element = reader.readInt();
        if (!ValueText.isElement(element)) {
            throw reader.malformed("elements of an unknown type");
        }
        append(ValueText.of(element), element == TypeOid.BOX ? ';' : ',', buffer, index, length, out);
    }

    static void append(TextRenderer element, char delimiter, ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("array", buffer, index, length);
        int dimensions = reader.readCount();
        if (dimensions > DIMENSIONS_MAX) {
            throw reader.malformed(dimensions + " dimensions");
        }
        reader.skip(2 * Integer.BYTES);
        int sizes = reader.skip(dimensions * 8);
        if (dimensions == 0) {
            out.append("{}");
        } else {
            appendBounds(reader, sizes, dimensions, out);
            appendDimension(reader, element, delimiter, sizes, dimensions, out);
        }
        reader.requireFullyRead();
    }

    /** Lower bounds are written only if one of them is not 1: {@code [0:2]={a,b,c}}. */
    private static void appendBounds(ValueReader reader, int sizes, int dimensions, Utf8Buffer out) {
        boolean needed = false;
        for (int i = 0; i < dimensions; i++) {
            if (reader.buffer().getInt(sizes + i * 8) <= 0) {
                throw reader.malformed("a dimension without elements");
            }
            needed |= reader.buffer().getInt(sizes + i * 8 + 4) != 1;
        }
        if (!needed) {
            return;
        }
        for (int i = 0; i < dimensions; i++) {
            long lower = reader.buffer().getInt(sizes + i * 8 + 4);
            out.append((byte) '[');
            out.append(lower);
            out.append((byte) ':');
            out.append(lower + reader.buffer().getInt(sizes + i * 8) - 1);
            out.append((byte) ']');
        }
        out.append((byte) '=');
    }

    private static void appendDimension(
            ValueReader reader, TextRenderer element, char delimiter, int sizes, int dimensions, Utf8Buffer out) {
        int size = reader.buffer().getInt(sizes);
        out.append((byte) '{');
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                out.append((byte) delimiter);
            }
            if (dimensions > 1) {
                appendDimension(reader, element, delimiter, sizes + 8, dimensions - 1, out);
            } else {
                appendElement(reader, element, delimiter, out);
            }
        }
        out.append((byte) '}');
    }

    private static void appendElement(ValueReader reader, TextRenderer element, char delimiter, Utf8Buffer out) {
        int length = reader.readInt();
        if (length == -1) {
            out.append("NULL");
            return;
        }
        int from = out.length();
        element.append(reader.buffer(), reader.skip(length), length, out);
        Quoting.quoteArrayElement(out, from, delimiter);
    }

    /** The old system types int2vector and oidvector are arrays inside, and numbers with spaces between them outside. */
    static void appendVector(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        ValueReader reader = new ValueReader("vector", buffer, index, length);
        int dimensions = reader.readCount();
        reader.readInt();
        int element = reader.readInt();
        if (dimensions > 1 || (element != TypeOid.INT2 && element != TypeOid.OID)) {
            throw reader.malformed("not a vector of numbers");
        }
        int size = dimensions == 0 ? 0 : reader.readCount();
        reader.skip(dimensions * Integer.BYTES);
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                out.append((byte) ' ');
            }
            int elementLength = reader.readCount();
            ValueText.appendElement(element, buffer, reader.skip(elementLength), elementLength, out);
        }
        reader.requireFullyRead();
    }
}
