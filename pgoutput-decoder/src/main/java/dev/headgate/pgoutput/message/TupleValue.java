package dev.headgate.pgoutput.message;

import dev.headgate.pgoutput.type.ColumnKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One column of a {@link Tuple}.
 *
 * @param bytes the value as sent; empty for NULL and UNCHANGED_TOAST; copied on the way in and out
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content, and the array never leaves the record
public record TupleValue(ColumnKind kind, byte[] bytes) {
    public static final TupleValue NULL = new TupleValue(ColumnKind.NULL, new byte[0]);
    public static final TupleValue UNCHANGED_TOAST = new TupleValue(ColumnKind.UNCHANGED_TOAST, new byte[0]);

    public TupleValue {
        bytes = bytes.clone();
    }

    public static TupleValue text(String text) {
        return new TupleValue(ColumnKind.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static TupleValue binary(byte[] bytes) {
        return new TupleValue(ColumnKind.BINARY, bytes);
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TupleValue that && kind == that.kind && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + Arrays.hashCode(bytes);
    }

    /** Kind and size, without the value. */
    @Override
    public String toString() {
        return kind + "(" + bytes.length + " bytes)";
    }
}
