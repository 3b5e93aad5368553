package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Reads one value of the type {@code vector} of the extension pgvector; reused from value to value. Not safe for use by two
 * threads at once. The text form is {@code [1,2.5,-3]}.
 *
 * <pre>{@code
 * dimensions u16 | unused i16 | { element f32 }
 * }</pre>
 */
public final class VectorCursor {
    static final int HEADER_BYTES = 4;

    private float[] elements = new float[16];
    private int dimensions;

    public int dimensions() {
        return dimensions;
    }

    /** The elements, borrowed until the next read; the first {@link #dimensions} are meaningful. */
    public float[] elements() {
        return elements;
    }

    /**
     * Takes a vector in binary form.
     *
     * @throws MalformedValueException if the bytes are not a vector
     */
    public void readBinary(ByteBuf source, int index, int length) {
        int count = requireDimensions(source, index, length);
        dimensions = 0;
        for (int i = 0; i < count; i++) {
            add(BinaryValues.float4(source, index + HEADER_BYTES + i * Float.BYTES, Float.BYTES));
        }
    }

    /**
     * Takes a vector in text form. Allocates.
     *
     * @throws MalformedValueException if the bytes are not a vector
     */
    public void readText(ByteBuf source, int index, int length) {
        TextScanner scanner = new TextScanner("vector", source, index, length);
        dimensions = 0;
        scanner.readOneOf('[', '[');
        do {
            int from = scanner.position();
            while (scanner.peek() != ',' && scanner.peek() != ']') {
                scanner.read();
            }
            add(TextValues.float4(source, from, scanner.position() - from));
        } while (scanner.readOneOf(',', ']') == ',');
        scanner.requireEnd();
    }

    static int requireDimensions(ByteBuf buffer, int index, int length) {
        if (length < HEADER_BYTES) {
            throw new MalformedValueException("vector", 0, "needs 4 bytes, has " + length);
        }
        int dimensions = buffer.getUnsignedShort(index);
        BinaryValues.requireLength("vector", length, HEADER_BYTES + dimensions * Float.BYTES);
        return dimensions;
    }

    private void add(float element) {
        if (dimensions == elements.length) {
            elements = Arrays.copyOf(elements, dimensions * 2);
        }
        elements[dimensions++] = element;
    }
}
