package dev.headgate.pgoutput;

import dev.headgate.pgoutput.type.ColumnKind;
import dev.headgate.pgoutput.wire.WireReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;

/**
 * Looks at one TupleData inside the message buffer, without copying. Valid only inside the callback that received it, or
 * until {@link CopyRowReader} moves on.
 *
 * <pre>{@code
 * +---------------+  then per column:
 * | columns (u16) |  'n'                        null
 * +---------------+  'u'                        unchanged TOAST
 *                    't' | length (i32) | text
 *                    'b' | length (i32) | binary
 * }</pre>
 *
 * <p>Column numbers count from 0, in the order of {@code Relation.columns()}; one outside of the tuple is an {@link
 * IndexOutOfBoundsException}. Spec: "Logical Replication Message Formats", TupleData.
 */
public final class TupleCursor {
    private static final byte NULL = 'n';
    private static final byte UNCHANGED_TOAST = 'u';
    private static final byte TEXT = 't';
    private static final byte BINARY = 'b';

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int columnCount;
    private byte[] kinds = new byte[32];
    private int[] indexes = new int[32];
    private int[] lengths = new int[32];

    TupleCursor() {}

    public int columnCount() {
        return columnCount;
    }

    public ColumnKind kind(int column) {
        return switch (kinds[Objects.checkIndex(column, columnCount)]) {
            case NULL -> ColumnKind.NULL;
            case UNCHANGED_TOAST -> ColumnKind.UNCHANGED_TOAST;
            case TEXT -> ColumnKind.TEXT;
            default -> ColumnKind.BINARY;
        };
    }

    public boolean isNull(int column) {
        return kinds[Objects.checkIndex(column, columnCount)] == NULL;
    }

    public boolean isUnchanged(int column) {
        return kinds[Objects.checkIndex(column, columnCount)] == UNCHANGED_TOAST;
    }

    public boolean isBinary(int column) {
        return kinds[Objects.checkIndex(column, columnCount)] == BINARY;
    }

    /** The message, borrowed. Read by absolute index; do not move its indexes, do not release it. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of the value's first byte in {@link #buffer()}; of no meaning where {@link #length} is -1. */
    public int index(int column) {
        return indexes[Objects.checkIndex(column, columnCount)];
    }

    /** Length of the value in bytes; -1 if null or unchanged. */
    public int length(int column) {
        return lengths[Objects.checkIndex(column, columnCount)];
    }

    void clear() {
        buffer = Unpooled.EMPTY_BUFFER;
        columnCount = 0;
    }

    /** Takes the tuple at the reader's position, which must have as many columns as the relation. */
    void read(WireReader reader, int expectedColumns) {
        clear();
        int count = reader.readUnsignedShort("TupleData.columnCount");
        if (count != expectedColumns) {
            throw reader.malformed(
                    "TupleData.columnCount", Short.BYTES, count + " columns; the Relation has " + expectedColumns);
        }
        ensureCapacity(count);
        for (int column = 0; column < count; column++) {
            byte kind = (byte) reader.readUnsignedByte("TupleData.kind");
            kinds[column] = kind;
            switch (kind) {
                case TEXT, BINARY -> {
                    int length = reader.readLength("TupleData.length");
                    lengths[column] = length;
                    indexes[column] = reader.skip(length, "TupleData.value");
                }
                case NULL, UNCHANGED_TOAST -> {
                    lengths[column] = -1;
                    indexes[column] = reader.position();
                }
                default -> throw reader.malformed("TupleData.kind", 1, "unknown column kind " + (kind & 0xFF));
            }
        }
        buffer = reader.buffer();
        columnCount = count;
    }

    /** Takes a row of COPY, whose number of columns was read: a length of -1 is null, and nothing tells text from binary. */
    void readCopied(WireReader reader, int count, boolean[] textColumns) {
        clear();
        if (count != textColumns.length) {
            throw reader.malformed(
                    "Copy.columnCount", Short.BYTES, count + " columns; asked for " + textColumns.length);
        }
        ensureCapacity(count);
        for (int column = 0; column < count; column++) {
            int length = reader.readInt("Copy.length");
            if (length < -1) {
                throw reader.malformed("Copy.length", Integer.BYTES, "the length is negative");
            }
            boolean isNull = length == -1;
            byte kind = textColumns[column] ? TEXT : BINARY;
            kinds[column] = isNull ? NULL : kind;
            lengths[column] = length;
            indexes[column] = isNull ? reader.position() : reader.skip(length, "Copy.value");
        }
        buffer = reader.buffer();
        columnCount = count;
    }

    private void ensureCapacity(int count) {
        if (count > kinds.length) {
            kinds = new byte[count];
            indexes = new int[count];
            lengths = new int[count];
        }
    }
}
