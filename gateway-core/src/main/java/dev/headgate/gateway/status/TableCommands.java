package dev.headgate.gateway.status;

/**
 * What an operator can ask of single tables of a running gateway. A command is asked for, not done, when the method
 * returns: its course shows in {@link TableStatus} and in the events. Called from any thread; never blocks on a database
 * or a disk.
 *
 * <p>{@code table} is {@code schema.table} at the source, or a glob of that form where several are meant.
 */
public interface TableCommands {
    /** Copies the table anew, into the next generation; the present one stays readable until it is done. */
    TableCommandResult refresh(String source, String table);

    /** Discards the table's changes from now on, and counts them. The only way back is a refresh. */
    TableCommandResult pause(String source, String table);

    /** Ends a pause, by a refresh. */
    TableCommandResult resume(String source, String table);
}
