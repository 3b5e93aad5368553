package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/**
 * Looks at the ranges of one multirange value; reused from value to value, it allocates only to grow.
 *
 * <p>Ranges come in the form (text or binary) of the multirange, for a {@link RangeCursor}, and lie in the buffer that was
 * given. Not safe for use by two threads at once. See {@link RangeText} for the binary layout; the text form is {@code
 * {[1,3),[5,9)}}.
 */
public final class MultirangeCursor {
    private final ValueParts ranges = new ValueParts();

    public int rangeCount() {
        return ranges.count();
    }

    /** Absolute index of a range in the buffer that was given. */
    public int index(int range) {
        return ranges.index(range);
    }

    public int length(int range) {
        return ranges.length(range);
    }

    /**
     * Takes a multirange in binary form.
     *
     * @throws MalformedValueException if the bytes are not a multirange; the cursor is then of no use until the next read
     */
    public void readBinary(ByteBuf source, int index, int length) {
        ValueReader reader = new ValueReader("multirange", source, index, length);
        ranges.clear();
        int count = reader.readCount();
        for (int i = 0; i < count; i++) {
            int rangeLength = reader.readCount();
            ranges.add(reader.skip(rangeLength), rangeLength);
        }
        reader.requireFullyRead();
    }

    /**
     * Takes a multirange in text form.
     *
     * @throws MalformedValueException if the bytes are not a multirange; the cursor is then of no use until the next read
     */
    public void readText(ByteBuf source, int index, int length) {
        TextScanner scanner = new TextScanner("multirange", source, index, length);
        ranges.clear();
        scanner.readOneOf('{', '{');
        boolean more = scanner.peek() != '}';
        while (more) {
            int from = scanner.position();
            scanner.skipRange();
            ranges.add(from, scanner.position() - from);
            more = scanner.peek() == ',';
            if (more) {
                scanner.read();
            }
        }
        scanner.readOneOf('}', '}');
        scanner.requireEnd();
    }
}
