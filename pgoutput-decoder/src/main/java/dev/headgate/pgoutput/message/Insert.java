package dev.headgate.pgoutput.message;

/**
 * A new row.
 */
public record Insert(int xid, int relationId, Tuple newTuple) implements PgOutputMessage {}
