package dev.headgate.pgoutput.value;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Renderers of types that a database defines for itself out of others, and of some extensions' types. What a type is made of
 * is the caller's knowledge, from the catalog; a domain is rendered as its base type.
 */
public final class ComposedText {
    private ComposedText() {}

    /** A type whose binary form is its text in UTF-8, such as every enum. */
    public static TextRenderer utf8() {
        return (buffer, index, length, out) -> out.append(buffer, index, length);
    }

    /** A type whose binary form is its text after a version byte 1: ltree, lquery, ltxtquery. */
    public static TextRenderer versioned(String typeName) {
        return (buffer, index, length, out) -> ValueText.appendVersioned(typeName, buffer, index, length, out);
    }

    /** @param delimiter the element type's delimiter, which is a comma for nearly all types */
    public static TextRenderer array(TextRenderer element, char delimiter) {
        return (buffer, index, length, out) -> ArrayText.append(element, delimiter, buffer, index, length, out);
    }

    public static TextRenderer range(TextRenderer bound) {
        return (buffer, index, length, out) -> RangeText.appendRange(bound, buffer, index, length, out);
    }

    public static TextRenderer multirange(TextRenderer bound) {
        return (buffer, index, length, out) -> RangeText.appendMultirange(bound, buffer, index, length, out);
    }

    /** A composite type with these fields. */
    public static TextRenderer composite(List<Field> fields) {
        List<Field> known = List.copyOf(fields);
        return (buffer, index, length, out) -> RecordText.append(known, buffer, index, length, out);
    }

    /** The type of the extension hstore. */
    public static TextRenderer hstore() {
        return HstoreText::append;
    }

    /** The type {@code vector} of the extension pgvector. */
    public static TextRenderer vector() {
        return ComposedText::appendVector;
    }

    /** The types geometry and geography of PostGIS: the extended WKB in hexadecimal digits. */
    public static TextRenderer geometry() {
        return ByteaText::appendUpperHex;
    }

    private static void appendVector(ByteBuf buffer, int index, int length, Utf8Buffer out) {
        int dimensions = VectorCursor.requireDimensions(buffer, index, length);
        out.append((byte) '[');
        for (int i = 0; i < dimensions; i++) {
            if (i > 0) {
                out.append((byte) ',');
            }
            int at = index + VectorCursor.HEADER_BYTES + i * Float.BYTES;
            FloatText.append(BinaryValues.float4(buffer, at, Float.BYTES), out);
        }
        out.append((byte) ']');
    }

    /**
     * One field of a composite type.
     *
     * @param typeOid the field's own type, also where that is a domain
     */
    public record Field(int typeOid, TextRenderer renderer) {}
}
