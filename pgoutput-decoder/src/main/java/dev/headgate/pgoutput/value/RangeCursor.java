package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Looks at the bounds of one range value; reused from value to value without allocation.
 *
 * <p>Bounds are values of the range's own bound type, in the form (text or binary) of the range. Read them from {@link
 * #buffer} by index and length while the buffer that was given is valid, and before the next read. Not safe for use by two
 * threads at once. See {@link RangeText} for the binary layout; the text form is {@code [lower,upper)}, {@code (,5]} or
 * {@code empty}, with a bound in quotes where it needs them.
 */
public final class RangeCursor {
    private final UnquotedText unquoted = new UnquotedText();
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int flags = RangeText.EMPTY;
    private int lowerIndex;
    private int lowerLength;
    private int upperIndex;
    private int upperLength;

    public boolean isEmpty() {
        return (flags & RangeText.EMPTY) != 0;
    }

    public boolean isLowerInclusive() {
        return (flags & RangeText.LOWER_INCLUSIVE) != 0;
    }

    public boolean isUpperInclusive() {
        return (flags & RangeText.UPPER_INCLUSIVE) != 0;
    }

    /** Whether there is a lower bound; not so for an empty range. */
    public boolean hasLower() {
        return (flags & (RangeText.EMPTY | RangeText.LOWER_INFINITE)) == 0;
    }

    /** Whether there is an upper bound; not so for an empty range. */
    public boolean hasUpper() {
        return (flags & (RangeText.EMPTY | RangeText.UPPER_INFINITE)) == 0;
    }

    /** Where the bounds lie: the buffer given, or one of the cursor's own if quotes had to be taken off. */
    public ByteBuf buffer() {
        return buffer;
    }

    public int lowerIndex() {
        return lowerIndex;
    }

    public int lowerLength() {
        return lowerLength;
    }

    public int upperIndex() {
        return upperIndex;
    }

    public int upperLength() {
        return upperLength;
    }

    /**
     * Takes a range in binary form.
     *
     * @throws MalformedValueException if the bytes are not a range
     */
    public void readBinary(ByteBuf source, int index, int length) {
        ValueReader reader = new ValueReader("range", source, index, length);
        buffer = source;
        flags = reader.readUnsignedByte();
        if (hasLower()) {
            lowerLength = reader.readCount();
            lowerIndex = reader.skip(lowerLength);
        }
        if (hasUpper()) {
            upperLength = reader.readCount();
            upperIndex = reader.skip(upperLength);
        }
        reader.requireFullyRead();
    }

    /**
     * Takes a range in text form.
     *
     * @throws MalformedValueException if the bytes are not a range
     */
    public void readText(ByteBuf source, int index, int length) {
        if (Ascii.matches(source, index, length, "empty")) {
            flags = RangeText.EMPTY;
            return;
        }
        TextScanner scanner = new TextScanner("range", source, index, length);
        unquoted.clear();
        int found = scanner.readOneOf('[', '(') == '[' ? RangeText.LOWER_INCLUSIVE : 0;
        boolean lower = scanner.peek() != ',';
        int lowerFrom = unquoted.length();
        if (lower) {
            scanner.readRangeBound(unquoted);
        }
        int lowerTo = unquoted.length();
        scanner.readOneOf(',', ',');
        boolean upper = scanner.peek() != ')' && scanner.peek() != ']';
        if (upper) {
            scanner.readRangeBound(unquoted);
        }
        found |= scanner.readOneOf(']', ')') == ']' ? RangeText.UPPER_INCLUSIVE : 0;
        scanner.requireEnd();
        flags = found | (lower ? 0 : RangeText.LOWER_INFINITE) | (upper ? 0 : RangeText.UPPER_INFINITE);
        buffer = unquoted.buffer();
        lowerIndex = lowerFrom;
        lowerLength = lowerTo - lowerFrom;
        upperIndex = lowerTo;
        upperLength = unquoted.length() - lowerTo;
    }
}
