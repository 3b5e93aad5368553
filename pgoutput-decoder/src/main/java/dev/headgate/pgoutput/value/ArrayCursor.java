package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;

/**
 * Looks at the elements of one array value; reused from value to value, it allocates only to grow.
 *
 * <p>Elements come flat, in row-major order, in the form (text or binary) of the array. Read them from {@link #buffer} by
 * index and length while the buffer that was given is valid, and before the next read. Not safe for use by two threads at
 * once. See {@link ArrayText} for the binary layout; the text form is {@code {a,NULL,"b c"}}, with bounds in front where one
 * of them is not 1: {@code [0:1]={a,b}}.
 */
public final class ArrayCursor {
    private static final int DIMENSIONS_MAX = 6;

    private final UnquotedText unquoted = new UnquotedText();
    private final int[] sizes = new int[DIMENSIONS_MAX];
    private final int[] lowerBounds = new int[DIMENSIONS_MAX];
    private final ValueParts elements = new ValueParts();
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int dimensionCount;

    /** 0 for an array without elements, at most 6. */
    public int dimensionCount() {
        return dimensionCount;
    }

    /** Number of elements along a dimension, the outermost being 0. */
    public int size(int dimension) {
        return sizes[Objects.checkIndex(dimension, dimensionCount)];
    }

    /** Subscript of the first element along a dimension; 1 unless someone chose another. */
    public int lowerBound(int dimension) {
        return lowerBounds[Objects.checkIndex(dimension, dimensionCount)];
    }

    /** Number of elements in all dimensions together. */
    public int elementCount() {
        return elements.count();
    }

    public boolean isNull(int element) {
        return length(element) < 0;
    }

    /** Where the elements lie: the buffer given, or one of the cursor's own for text, whose quotes had to be taken off. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of an element in {@link #buffer}; of no meaning for a null. */
    public int index(int element) {
        return elements.index(element);
    }

    /** Length of an element in bytes; -1 for a null. */
    public int length(int element) {
        return elements.length(element);
    }

    /**
     * Takes an array in binary form.
     *
     * @throws MalformedValueException if the bytes are not an array; the cursor is then of no use until the next read
     */
    public void readBinary(ByteBuf source, int index, int length) {
        ValueReader reader = new ValueReader("array", source, index, length);
        elements.clear();
        dimensionCount = 0;
        buffer = source;
        int dimensions = reader.readCount();
        if (dimensions > DIMENSIONS_MAX) {
            throw reader.malformed(dimensions + " dimensions");
        }
        reader.skip(2 * Integer.BYTES);
        long count = dimensions == 0 ? 0 : 1;
        for (int i = 0; i < dimensions; i++) {
            sizes[i] = reader.readCount();
            lowerBounds[i] = reader.readInt();
            count *= sizes[i];
            if (count > length) {
                throw reader.malformed("more elements than bytes");
            }
        }
        dimensionCount = dimensions;
        for (long i = 0; i < count; i++) {
            elements.add(reader);
        }
        reader.requireFullyRead();
    }

    /**
     * Takes an array in text form.
     *
     * @param delimiter the element type's delimiter: a semicolon for box, a comma for all other built-in types
     * @throws MalformedValueException if the bytes are not an array; the cursor is then of no use until the next read
     */
    public void readText(ByteBuf source, int index, int length, char delimiter) {
        TextScanner scanner = new TextScanner("array", source, index, length);
        unquoted.clear();
        elements.clear();
        dimensionCount = 0;
        Arrays.fill(sizes, -1);
        Arrays.fill(lowerBounds, 1);
        for (int dimension = 0; scanner.peek() == '['; dimension++) {
            readBounds(scanner, dimension);
        }
        if (scanner.peek() == '=') {
            scanner.read();
        }
        readBraces(scanner, 0, delimiter);
        scanner.requireEnd();
        if (elements.count() == 0) {
            dimensionCount = 0;
        }
        buffer = unquoted.buffer();
    }

    private void readBounds(TextScanner scanner, int dimension) {
        if (dimension == DIMENSIONS_MAX) {
            throw scanner.malformed("more than 6 dimensions");
        }
        scanner.readOneOf('[', '[');
        lowerBounds[dimension] = scanner.readInt();
        scanner.readOneOf(':', ':');
        scanner.readInt();
        scanner.readOneOf(']', ']');
    }

    private void readBraces(TextScanner scanner, int dimension, char delimiter) {
        if (dimension == DIMENSIONS_MAX) {
            throw scanner.malformed("more than 6 dimensions");
        }
        scanner.readOneOf('{', '{');
        dimensionCount = Math.max(dimensionCount, dimension + 1);
        int size = 0;
        boolean more = scanner.peek() != '}';
        while (more) {
            if (scanner.peek() == '{') {
                if (elements.count() > 0 && dimension + 1 == dimensionCount) {
                    throw scanner.malformed("rows of different depths");
                }
                readBraces(scanner, dimension + 1, delimiter);
            } else {
                readElement(scanner, dimension, delimiter);
            }
            size++;
            more = scanner.peek() == delimiter;
            if (more) {
                scanner.read();
            }
        }
        scanner.readOneOf('}', '}');
        if (sizes[dimension] >= 0 && sizes[dimension] != size) {
            throw scanner.malformed("rows of different lengths");
        }
        sizes[dimension] = size;
    }

    private void readElement(TextScanner scanner, int dimension, char delimiter) {
        if (dimension + 1 < dimensionCount) {
            throw scanner.malformed("rows of different depths");
        }
        int from = unquoted.length();
        boolean isNull = scanner.readArrayElement(delimiter, unquoted);
        elements.add(from, isNull ? -1 : unquoted.length() - from);
    }
}
