package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/** Walks over the text form of one composed value: arrays, ranges, rows. Never leaves its bounds. */
final class TextScanner {
    /** What {@link #peek} gives at the end. */
    static final int END = -1;

    private final String typeName;
    private final ByteBuf buffer;
    private final int start;
    private final int end;
    private int position;

    TextScanner(String typeName, ByteBuf buffer, int index, int length) {
        this.typeName = typeName;
        this.buffer = buffer;
        this.start = index;
        this.position = index;
        this.end = index + length;
    }

    int peek() {
        return position < end ? buffer.getByte(position) : END;
    }

    int read() {
        int b = peek();
        if (b == END && position == end) {
            throw malformed("ends too early");
        }
        position++;
        return b;
    }

    int readOneOf(char first, char second) {
        int b = read();
        if (b != first && b != second) {
            position--;
            throw malformed(
                    first == second ? "expected '" + first + "'" : "expected '" + first + "' or '" + second + "'");
        }
        return b;
    }

    /** Reads a signed decimal number that fits an int. */
    int readInt() {
        int from = position;
        if (peek() == '-') {
            position++;
        }
        while (peek() >= '0' && peek() <= '9') {
            position++;
        }
        return TextValues.int4(buffer, from, position - from);
    }

    /** Absolute index of the next byte. */
    int position() {
        return position;
    }

    /** Reads exactly this ASCII text. */
    void readWord(String word) {
        for (int i = 0; i < word.length(); i++) {
            readOneOf(word.charAt(i), word.charAt(i));
        }
    }

    void requireEnd() {
        if (position != end) {
            throw malformed("expected the end of the value");
        }
    }

    /**
     * Reads an array element up to a delimiter or closing brace that is not in quotes.
     *
     * @return whether it is null
     */
    boolean readArrayElement(char delimiter, UnquotedText out) {
        if (peek() == '"') {
            readQuoted(out, false);
            return false;
        }
        int from = position;
        while (peek() != delimiter && peek() != '}') {
            out.append((byte) read());
        }
        if (position == from) {
            throw malformed("an element is missing");
        }
        return Ascii.matches(buffer, from, position - from, "NULL");
    }

    /** Reads a range bound up to a comma or closing bracket that is not in quotes. */
    void readRangeBound(UnquotedText out) {
        if (peek() == '"') {
            readQuoted(out, true);
            return;
        }
        while (peek() != ',' && peek() != ')' && peek() != ']') {
            out.append((byte) read());
        }
    }

    /**
     * Reads a field of a composite value up to a comma or closing bracket that is not in quotes.
     *
     * @return whether it is null: nothing stands there
     */
    boolean readRecordField(UnquotedText out) {
        if (peek() == '"') {
            readQuoted(out, true);
            return false;
        }
        int from = position;
        while (peek() != ',' && peek() != ')') {
            out.append((byte) read());
        }
        return position == from;
    }

    /** Steps over a range, in which brackets and commas may stand in quotes. */
    void skipRange() {
        readOneOf('[', '(');
        while (peek() != ']' && peek() != ')') {
            if (read() == '"') {
                skipQuoted();
            }
        }
        position++;
    }

    /** A doubled quote ends one part and begins the next. */
    private void skipQuoted() {
        for (int b = read(); b != '"'; b = read()) {
            if (b == '\\') {
                read();
            }
        }
    }

    /** Reads a part in double quotes, where a backslash takes the next byte as it is. */
    void readQuoted(UnquotedText out) {
        if (peek() != '"') {
            throw malformed("expected '\"'");
        }
        readQuoted(out, false);
    }

    /** Reads a part in double quotes: a backslash takes the next byte as it is; a doubled quote is one, if allowed. */
    private void readQuoted(UnquotedText out, boolean doubledQuotes) {
        position++;
        while (true) {
            int b = read();
            if (b == '\\') {
                b = read();
            } else if (b == '"') {
                if (!doubledQuotes || peek() != '"') {
                    return;
                }
                position++;
            }
            out.append((byte) b);
        }
    }

    MalformedValueException malformed(String problem) {
        return new MalformedValueException(typeName, position - start, problem);
    }
}
