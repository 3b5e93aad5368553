package dev.headgate.pgoutput.message;

import dev.headgate.pgoutput.type.OldTupleKind;

/**
 * A row that is gone.
 */
public record Delete(int xid, int relationId, OldTupleKind oldKind, Tuple oldTuple) implements PgOutputMessage {}
