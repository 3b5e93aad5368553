package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Looks at the pairs of one hstore value; reused from value to value, it allocates only to grow.
 *
 * <p>Keys and values are text in either form. Read them from {@link #buffer} by index and length while the buffer that was
 * given is valid, and before the next read. Not safe for use by two threads at once. The text form is {@code "a"=>"1",
 * "b"=>NULL}.
 *
 * <pre>{@code
 * pairs i32 | { length i32 | key | length i32, -1 null | value }
 * }</pre>
 */
public final class HstoreCursor {
    private final UnquotedText unquoted = new UnquotedText();
    private final ValueParts keys = new ValueParts();
    private final ValueParts values = new ValueParts();
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;

    public int pairCount() {
        return keys.count();
    }

    /** Where keys and values lie: the buffer given, or one of the cursor's own for text. */
    public ByteBuf buffer() {
        return buffer;
    }

    public int keyIndex(int pair) {
        return keys.index(pair);
    }

    public int keyLength(int pair) {
        return keys.length(pair);
    }

    public boolean isNull(int pair) {
        return values.length(pair) < 0;
    }

    /** Absolute index of a value in {@link #buffer}; of no meaning for a null. */
    public int valueIndex(int pair) {
        return values.index(pair);
    }

    /** Length of a value in bytes; -1 for a null. */
    public int valueLength(int pair) {
        return values.length(pair);
    }

    /**
     * Takes an hstore in binary form.
     *
     * @throws MalformedValueException if the bytes are not an hstore; the cursor is then of no use until the next read
     */
    public void readBinary(ByteBuf source, int index, int length) {
        ValueReader reader = new ValueReader("hstore", source, index, length);
        clear();
        buffer = source;
        int count = reader.readCount();
        for (int i = 0; i < count; i++) {
            int keyLength = reader.readCount();
            keys.add(reader.skip(keyLength), keyLength);
            values.add(reader);
        }
        reader.requireFullyRead();
    }

    /**
     * Takes an hstore in text form.
     *
     * @throws MalformedValueException if the bytes are not an hstore; the cursor is then of no use until the next read
     */
    public void readText(ByteBuf source, int index, int length) {
        TextScanner scanner = new TextScanner("hstore", source, index, length);
        clear();
        boolean more = length > 0;
        while (more) {
            readQuoted(scanner, keys);
            scanner.readOneOf('=', '=');
            scanner.readOneOf('>', '>');
            if (scanner.peek() == '"') {
                readQuoted(scanner, values);
            } else {
                scanner.readWord("NULL");
                values.add(unquoted.length(), -1);
            }
            more = scanner.peek() == ',';
            if (more) {
                scanner.readWord(", ");
            }
        }
        scanner.requireEnd();
        buffer = unquoted.buffer();
    }

    private void readQuoted(TextScanner scanner, ValueParts parts) {
        int from = unquoted.length();
        scanner.readQuoted(unquoted);
        parts.add(from, unquoted.length() - from);
    }

    private void clear() {
        unquoted.clear();
        keys.clear();
        values.clear();
    }
}
