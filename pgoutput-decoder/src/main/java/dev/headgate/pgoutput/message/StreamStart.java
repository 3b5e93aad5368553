package dev.headgate.pgoutput.message;

/**
 * Start of a block of a transaction that has not ended yet. Rows in the block carry their own (sub)transaction id.
 *
 * @param xid the top-level transaction
 * @param firstSegment whether this is the transaction's first block
 */
public record StreamStart(int xid, boolean firstSegment) implements PgOutputMessage {}
