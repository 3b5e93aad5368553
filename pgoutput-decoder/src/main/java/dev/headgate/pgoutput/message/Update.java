package dev.headgate.pgoutput.message;

import dev.headgate.pgoutput.type.OldTupleKind;

/**
 * A changed row.
 *
 * @param oldTuple without columns if {@code oldKind} is NONE
 */
public record Update(int xid, int relationId, OldTupleKind oldKind, Tuple oldTuple, Tuple newTuple)
        implements PgOutputMessage {}
