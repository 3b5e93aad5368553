package dev.headgate.pgoutput.value;

import dev.headgate.pgoutput.error.MalformedValueException;
import io.netty.buffer.ByteBuf;

/**
 * Prints the binary values of one type as PostgreSQL would. Made by {@link ValueText#of} for the built-in types and by
 * {@link ComposedText} for what is made of them. Without state: safe for use by several threads.
 */
@FunctionalInterface
public interface TextRenderer {
    /**
     * Appends the text of one value.
     *
     * @param buffer borrowed; the value lies at the absolute index
     * @throws MalformedValueException if the bytes are not a value of the type; {@code out} then holds a part of it
     */
    void append(ByteBuf buffer, int index, int length, Utf8Buffer out);
}
