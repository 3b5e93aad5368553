package dev.headgate.pgoutput.error;

/** Bytes that do not form the message that their tag promises: cut off, too long, or with a value that no server sends. */
public final class MalformedMessageException extends PgOutputException {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(int tag, String field, int offset, String problem) {
        super(tag, field, offset, problem);
    }
}
