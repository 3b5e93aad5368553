package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Looks at the fields of one value of a composite type; reused from value to value, it allocates only to grow.
 *
 * <p>Fields come in the form (text or binary) of the value. Read them from {@link #buffer} by index and length while the
 * buffer that was given is valid, and before the next read. Not safe for use by two threads at once. The text form is
 * {@code (a,"b c",,"")}, where nothing stands for a null and a pair of quotes for an empty text.
 *
 * <pre>{@code
 * fields i32 | { type i32 | length i32, -1 null | field }      dropped attributes are not there
 * }</pre>
 */
public final class RecordCursor {
    /** The answer of {@link #typeOid} for the text form, which does not tell. */
    public static final int TYPE_UNKNOWN = 0;

    private final UnquotedText unquoted = new UnquotedText();
    private final ValueParts fields = new ValueParts();
    /** Index of each field's type. */
    private final ValueParts types = new ValueParts();

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private boolean typed;

    /** A text without any field counts as one null: {@code ()} is both. */
    public int fieldCount() {
        return fields.count();
    }

    public boolean isNull(int field) {
        return fields.length(field) < 0;
    }

    /** The type of a field as the value names it; {@link #TYPE_UNKNOWN} in the text form. */
    public int typeOid(int field) {
        return typed ? buffer.getInt(types.index(field)) : TYPE_UNKNOWN;
    }

    /** Where the fields lie: the buffer given, or one of the cursor's own for text, whose quotes had to be taken off. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of a field in {@link #buffer}; of no meaning for a null. */
    public int index(int field) {
        return fields.index(field);
    }

    /** Length of a field in bytes; -1 for a null. */
    public int length(int field) {
        return fields.length(field);
    }

    /**
     * Takes a value in binary form.
     *
     * @throws MalformedValueException if the bytes are not a value of a composite type; the cursor is then of no use until the
     *     next read
     */
    public void readBinary(ByteBuf source, int index, int length) {
        ValueReader reader = new ValueReader("record", source, index, length);
        clear();
        buffer = source;
        typed = true;
        int count = reader.readCount();
        for (int i = 0; i < count; i++) {
            types.add(reader.skip(Integer.BYTES), Integer.BYTES);
            fields.add(reader);
        }
        reader.requireFullyRead();
    }

    /**
     * Takes a value in text form.
     *
     * @throws MalformedValueException if the bytes are not a value of a composite type; the cursor is then of no use until the
     *     next read
     */
    public void readText(ByteBuf source, int index, int length) {
        TextScanner scanner = new TextScanner("record", source, index, length);
        clear();
        typed = false;
        scanner.readOneOf('(', '(');
        boolean more = true;
        while (more) {
            int from = unquoted.length();
            boolean isNull = scanner.readRecordField(unquoted);
            fields.add(from, isNull ? -1 : unquoted.length() - from);
            more = scanner.readOneOf(',', ')') == ',';
        }
        scanner.requireEnd();
        buffer = unquoted.buffer();
    }

    private void clear() {
        unquoted.clear();
        fields.clear();
        types.clear();
    }
}
