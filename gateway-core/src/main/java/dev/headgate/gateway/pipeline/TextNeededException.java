package dev.headgate.gateway.pipeline;

/**
 * A table has a column whose binary form cannot be read, in a session that asked for binary values: one that was added
 * while the session ran, or that the catalog does not hold any more. The next session must ask for text.
 */
public final class TextNeededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TextNeededException(String table, String column) {
        super("column " + column + " of table " + table + " can be read as text only");
    }
}
