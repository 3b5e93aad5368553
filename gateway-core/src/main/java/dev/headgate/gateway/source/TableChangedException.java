package dev.headgate.gateway.source;

/**
 * A table is no longer what a snapshot of it shows: it was rewritten, truncated, altered, renamed or dropped since. Its
 * rows at the consistent point cannot be read any more; a later one has to be taken.
 */
public final class TableChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param table as SQL writes it
     * @param what happened, a verb in the past tense
     */
    public TableChangedException(String table, String what) {
        super("Table " + table + " " + what + " since its snapshot was taken", null);
    }
}
