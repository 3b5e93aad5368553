package dev.headgate.pgoutput.error;

/** A well-formed message that is not allowed at this point of the stream: a row of a relation that was never described, a\n * row outside a transaction, a block inside a block. Something before it is missing; take the stream up again from the last\n * acknowledged position. */
public final class ProtocolOrderException extends PgOutputException {
    private static final long serialVersionUID = 1L;

    public ProtocolOrderException(int tag, String field, int offset, String problem) {
        super(tag, field, offset, problem);
    }
}
