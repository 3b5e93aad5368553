package dev.headgate.gateway.status;

/**
 * What became of a command for a table.
 *
 * @param what one sentence for the operator: what will happen, or why not
 */
public record TableCommandResult(Outcome outcome, String what) {
    /** Whether the command is carried out. */
    public enum Outcome {
        /** It will be carried out. */
        ACCEPTED,
        /** The configuration has no source of that name. */
        NO_SUCH_SOURCE,
        /** The source captures no table of that name. */
        NO_SUCH_TABLE,
        /** The source or the table is in a state in which it cannot be done, such as halted. */
        NOT_NOW,
        /** This source can never do it. */
        NOT_SUPPORTED
    }
}
