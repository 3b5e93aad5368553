package dev.headgate.pgoutput.error;

/** A column value whose bytes do not have the shape of its type. The offset counts from the first byte of the value. */
public final class MalformedValueException extends PgOutputException {
    private static final long serialVersionUID = 1L;

    /**
     * @param typeName the type that was expected, as PostgreSQL names it
     * @param offset bytes from the start of the value
     * @param problem what is wrong, without the value itself
     */
    public MalformedValueException(String typeName, int offset, String problem) {
        super(NO_TAG, "value of type " + typeName, offset, problem);
    }
}
