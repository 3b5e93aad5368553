package dev.headgate.pgoutput.capture;

import dev.headgate.pgoutput.PgOutputHandler;
import dev.headgate.pgoutput.TupleCursor;
import dev.headgate.pgoutput.message.Begin;
import dev.headgate.pgoutput.message.BeginPrepare;
import dev.headgate.pgoutput.message.Commit;
import dev.headgate.pgoutput.message.CommitPrepared;
import dev.headgate.pgoutput.message.Delete;
import dev.headgate.pgoutput.message.Insert;
import dev.headgate.pgoutput.message.LogicalMessage;
import dev.headgate.pgoutput.message.Origin;
import dev.headgate.pgoutput.message.PgOutputMessage;
import dev.headgate.pgoutput.message.Prepare;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.message.RollbackPrepared;
import dev.headgate.pgoutput.message.StreamAbort;
import dev.headgate.pgoutput.message.StreamCommit;
import dev.headgate.pgoutput.message.StreamPrepare;
import dev.headgate.pgoutput.message.StreamStart;
import dev.headgate.pgoutput.message.StreamStop;
import dev.headgate.pgoutput.message.Truncate;
import dev.headgate.pgoutput.message.Tuple;
import dev.headgate.pgoutput.message.TupleValue;
import dev.headgate.pgoutput.message.TypeDeclaration;
import dev.headgate.pgoutput.message.Update;
import dev.headgate.pgoutput.type.ColumnKind;
import dev.headgate.pgoutput.type.OldTupleKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps every message as a record, in order. Copies all values: for tests and tools, not for a busy stream. The transaction
 * id of a Relation or Type in a streamed block is not kept.
 */
public final class MessageRecorder implements PgOutputHandler {
    private final List<PgOutputMessage> messages = new ArrayList<>();

    /** What came so far; a copy. */
    public List<PgOutputMessage> messages() {
        return List.copyOf(messages);
    }

    public void clear() {
        messages.clear();
    }

    @Override
    public void onBegin(long finalLsn, long commitTimestamp, int xid) {
        messages.add(new Begin(finalLsn, commitTimestamp, xid));
    }

    @Override
    public void onCommit(int flags, long commitLsn, long endLsn, long commitTimestamp) {
        messages.add(new Commit(flags, commitLsn, endLsn, commitTimestamp));
    }

    @Override
    public void onInsert(int xid, Relation relation, TupleCursor newTuple) {
        messages.add(new Insert(xid, relation.id(), copyOf(newTuple)));
    }

    @Override
    public void onUpdate(int xid, Relation relation, OldTupleKind oldKind, TupleCursor oldTuple, TupleCursor newTuple) {
        messages.add(new Update(xid, relation.id(), oldKind, copyOf(oldTuple), copyOf(newTuple)));
    }

    @Override
    public void onDelete(int xid, Relation relation, OldTupleKind oldKind, TupleCursor oldTuple) {
        messages.add(new Delete(xid, relation.id(), oldKind, copyOf(oldTuple)));
    }

    @Override
    public void onRelation(int xid, Relation relation) {
        messages.add(relation);
    }

    @Override
    public void onType(int xid, TypeDeclaration type) {
        messages.add(type);
    }

    @Override
    public void onTruncate(int xid, Truncate truncate) {
        messages.add(truncate);
    }

    @Override
    public void onMessage(int xid, LogicalMessage message) {
        messages.add(message);
    }

    @Override
    public void onStreamStop() {
        messages.add(new StreamStop());
    }

    @Override
    public void onOrigin(Origin origin) {
        messages.add(origin);
    }

    @Override
    public void onStreamStart(StreamStart streamStart) {
        messages.add(streamStart);
    }

    @Override
    public void onStreamCommit(StreamCommit streamCommit) {
        messages.add(streamCommit);
    }

    @Override
    public void onStreamAbort(StreamAbort streamAbort) {
        messages.add(streamAbort);
    }

    @Override
    public void onBeginPrepare(BeginPrepare beginPrepare) {
        messages.add(beginPrepare);
    }

    @Override
    public void onPrepare(Prepare prepare) {
        messages.add(prepare);
    }

    @Override
    public void onCommitPrepared(CommitPrepared commitPrepared) {
        messages.add(commitPrepared);
    }

    @Override
    public void onRollbackPrepared(RollbackPrepared rollbackPrepared) {
        messages.add(rollbackPrepared);
    }

    @Override
    public void onStreamPrepare(StreamPrepare streamPrepare) {
        messages.add(streamPrepare);
    }

    private static Tuple copyOf(TupleCursor cursor) {
        List<TupleValue> values = new ArrayList<>(cursor.columnCount());
        for (int column = 0; column < cursor.columnCount(); column++) {
            values.add(valueOf(cursor, column));
        }
        return new Tuple(values);
    }

    private static TupleValue valueOf(TupleCursor cursor, int column) {
        ColumnKind kind = cursor.kind(column);
        return switch (kind) {
            case NULL -> TupleValue.NULL;
            case UNCHANGED_TOAST -> TupleValue.UNCHANGED_TOAST;
            case TEXT, BINARY -> {
                byte[] bytes = new byte[cursor.length(column)];
                cursor.buffer().getBytes(cursor.index(column), bytes);
                yield new TupleValue(kind, bytes);
            }
        };
    }
}
