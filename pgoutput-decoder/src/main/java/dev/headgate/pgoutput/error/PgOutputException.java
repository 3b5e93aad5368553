package dev.headgate.pgoutput.error;

/**
 * Input that is not what the protocol says. The decoder that threw it has called no handler method for this message; its
 * state is that before the message, and going on after the error would mean to leave a change out.
 */
public abstract class PgOutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The value of {@link #tag()} where no tag was read: an empty body, or a column value read on its own. */
    public static final int NO_TAG = -1;

    private final int tag;
    private final String field;
    private final int offset;

    PgOutputException(int tag, String field, int offset, String problem) {
        super(describe(tag, field, offset, problem));
        this.tag = tag;
        this.field = field;
        this.offset = offset;
    }

    private static String describe(int tag, String field, int offset, String problem) {
        if (tag == NO_TAG) {
            return field + " at byte " + offset + ": " + problem;
        }
        return "message " + nameOf(tag) + ", " + field + " at byte " + offset + ": " + problem;
    }

    private static String nameOf(int tag) {
        return tag > ' ' && tag < 0x7F ? "'" + (char) tag + "'" : String.format("0x%02X", tag);
    }

    /** The first byte of the message, 0 to 255, or {@link #NO_TAG}. */
    public int tag() {
        return tag;
    }

    /** The field that could not be read, as {@code Message.field}. */
    public String field() {
        return field;
    }

    /** Where the field begins, in bytes from the first byte of the message (its tag) or of the column value. */
    public int offset() {
        return offset;
    }
}
