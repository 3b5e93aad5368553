package dev.headgate.pgoutput;

import dev.headgate.pgoutput.message.BeginPrepare;
import dev.headgate.pgoutput.message.CommitPrepared;
import dev.headgate.pgoutput.message.LogicalMessage;
import dev.headgate.pgoutput.message.Origin;
import dev.headgate.pgoutput.message.Prepare;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.message.RollbackPrepared;
import dev.headgate.pgoutput.message.StreamAbort;
import dev.headgate.pgoutput.message.StreamCommit;
import dev.headgate.pgoutput.message.StreamPrepare;
import dev.headgate.pgoutput.message.StreamStart;
import dev.headgate.pgoutput.message.Truncate;
import dev.headgate.pgoutput.message.TypeDeclaration;
import dev.headgate.pgoutput.type.OldTupleKind;

/**
 * Receives decoded messages, one method per message, in the order of the specification.
 *
 * <p>The decoder calls from the thread that called it, once per message, after the whole message was read and found good.
 * Records may be kept. Cursors are borrowed: they, and the buffer behind them, are valid until the method returns. {@code
 * xid} is the (sub)transaction of a message inside a streamed block and 0 elsewhere. What a method throws passes through the
 * decoder unchanged; the decoder has then taken the message as delivered.
 *
 * <p>Units: LSNs are unsigned (compare with {@link dev.headgate.pgoutput.type.Lsn}), timestamps are microseconds since
 * 2000-01-01 UTC, transaction ids are unsigned.
 *
 * <p>Spec: PostgreSQL documentation, "Logical Replication Message Formats".
 */
public interface PgOutputHandler {
    /**
     * Start of a committed transaction.
     *
     * @param finalLsn where the transaction's commit record lies
     */
    void onBegin(long finalLsn, long commitTimestamp, int xid);

    /**
     * End of the transaction.
     *
     * @param flags not used by any version so far: 0
     * @param commitLsn where the commit record begins; equals {@code finalLsn} of the Begin
     * @param endLsn where it ends
     */
    void onCommit(int flags, long commitLsn, long endLsn, long commitTimestamp);

    /** The transaction came from another server. Several are possible in one transaction. */
    void onOrigin(Origin origin);

    /** A table's description. The same instance as before if nothing in it has changed. */
    void onRelation(int xid, Relation relation);

    void onType(int xid, TypeDeclaration type);

    void onInsert(int xid, Relation relation, TupleCursor newTuple);

    /**
     * A changed row.
     *
     * @param oldTuple without columns if {@code oldKind} is NONE
     */
    void onUpdate(int xid, Relation relation, OldTupleKind oldKind, TupleCursor oldTuple, TupleCursor newTuple);

    /**
     * A row that is gone.
     *
     * @param oldKind KEY or FULL
     */
    void onDelete(int xid, Relation relation, OldTupleKind oldKind, TupleCursor oldTuple);

    void onTruncate(int xid, Truncate truncate);

    void onMessage(int xid, LogicalMessage message);

    void onStreamStart(StreamStart streamStart);

    void onStreamStop();

    void onStreamCommit(StreamCommit streamCommit);

    void onStreamAbort(StreamAbort streamAbort);

    void onBeginPrepare(BeginPrepare beginPrepare);

    void onPrepare(Prepare prepare);

    void onCommitPrepared(CommitPrepared commitPrepared);

    void onRollbackPrepared(RollbackPrepared rollbackPrepared);

    void onStreamPrepare(StreamPrepare streamPrepare);
}
