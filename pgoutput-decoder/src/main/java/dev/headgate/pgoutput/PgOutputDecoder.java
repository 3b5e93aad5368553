package dev.headgate.pgoutput;

import dev.headgate.pgoutput.error.MalformedMessageException;
import dev.headgate.pgoutput.error.UnknownMessageException;
import dev.headgate.pgoutput.message.BeginPrepare;
import dev.headgate.pgoutput.message.CommitPrepared;
import dev.headgate.pgoutput.message.LogicalMessage;
import dev.headgate.pgoutput.message.Origin;
import dev.headgate.pgoutput.message.Prepare;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.message.RelationColumn;
import dev.headgate.pgoutput.message.RollbackPrepared;
import dev.headgate.pgoutput.message.StreamAbort;
import dev.headgate.pgoutput.message.StreamCommit;
import dev.headgate.pgoutput.message.StreamPrepare;
import dev.headgate.pgoutput.message.StreamStart;
import dev.headgate.pgoutput.message.Truncate;
import dev.headgate.pgoutput.message.TypeDeclaration;
import dev.headgate.pgoutput.type.OldTupleKind;
import dev.headgate.pgoutput.type.ProtocolVersion;
import dev.headgate.pgoutput.type.ReplicaIdentity;
import dev.headgate.pgoutput.type.Streaming;
import dev.headgate.pgoutput.wire.MessageTag;
import dev.headgate.pgoutput.wire.WireReader;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Decodes pgoutput messages: one message body in, one {@link PgOutputHandler} call out.
 *
 * <p>A decoder belongs to one replication session, since relations are described once per session: call {@link #reset} before
 * a new session. It is not safe for use by two threads at once. Spec: PostgreSQL documentation, "Logical Replication Message
 * Formats".
 *
 * <pre>{@code
 * (x) = int32 transaction id, only inside a streamed block       str = UTF-8, ends with a zero byte
 *
 * B  final_lsn i64 | commit_ts i64 | xid i32
 * C  flags u8 | commit_lsn i64 | end_lsn i64 | commit_ts i64
 * O  commit_lsn i64 | name str
 * R  (x) | id i32 | namespace str | name str | identity u8 | columns u16 | { flags u8 | name str | type i32 | modifier i32 }
 * Y  (x) | id i32 | namespace str | name str
 * I  (x) | relation i32 | 'N' tuple
 * U  (x) | relation i32 | [ 'K' tuple | 'O' tuple ] | 'N' tuple
 * D  (x) | relation i32 | 'K' tuple | 'O' tuple
 * T  (x) | relations i32 | options u8 | { relation i32 }
 * M  (x) | flags u8 | lsn i64 | prefix str | length i32 | content
 * S  xid i32 | first u8                                         E  nothing
 * c  xid i32 | flags u8 | commit_lsn i64 | end_lsn i64 | commit_ts i64
 * A  xid i32 | subxid i32 [ | abort_lsn i64 | abort_ts i64 ]    (streaming = parallel)
 * b  prepare_lsn i64 | end_lsn i64 | prepare_ts i64 | xid i32 | gid str
 * P, p  flags u8 | prepare_lsn i64 | end_lsn i64 | prepare_ts i64 | xid i32 | gid str
 * K  flags u8 | commit_lsn i64 | end_lsn i64 | commit_ts i64 | xid i32 | gid str
 * r  flags u8 | prepare_end_lsn i64 | rollback_end_lsn i64 | prepare_ts i64 | rollback_ts i64 | xid i32 | gid str
 * }</pre>
 */
public final class PgOutputDecoder {
    private static final int TRUNCATE_CASCADE = 1;
    private static final int TRUNCATE_RESTART_IDENTITY = 2;
    private static final String PG_CATALOG = "pg_catalog";

    private final DecoderOptions options;
    private final WireReader reader = new WireReader();
    private final TransactionOrder order = new TransactionOrder();
    private final SessionRelations relations = new SessionRelations();
    private final TupleCursor oldTuple = new TupleCursor();
    private final TupleCursor newTuple = new TupleCursor();

    public PgOutputDecoder(DecoderOptions options) {
        this.options = options;
    }

    /** Forgets all relations and any open transaction: the next message is the first one of a new session. */
    public void reset() {
        order.reset();
        relations.reset();
    }

    /**
     * Decodes one message and calls one method of the handler.
     *
     * @param body borrowed: its readable bytes are exactly one message; indexes and reference count are left as they are
     * @throws MalformedMessageException if the bytes are not a message
     * @throws UnknownMessageException if the tag does not exist in this protocol version
     * @throws dev.headgate.pgoutput.error.ProtocolOrderException if the message cannot stand here, or speaks of a relation
     *     that was never described
     */
    public void decode(ByteBuf body, PgOutputHandler handler) {
        reader.open(body);
        try {
            int tag = reader.readTag();
            switch (tag) {
                case MessageTag.INSERT -> insert(handler);
                case MessageTag.UPDATE -> update(handler);
                case MessageTag.DELETE -> delete(handler);
                case MessageTag.BEGIN -> begin(handler);
                case MessageTag.COMMIT -> commit(handler);
                default -> decodeRare(tag, handler);
            }
        } finally {
            oldTuple.clear();
            newTuple.clear();
            reader.close();
        }
    }

    private void decodeRare(int tag, PgOutputHandler handler) {
        switch (tag) {
            case MessageTag.ORIGIN -> origin(handler);
            case MessageTag.RELATION -> relation(handler);
            case MessageTag.TYPE -> type(handler);
            case MessageTag.TRUNCATE -> truncate(handler);
            case MessageTag.MESSAGE -> message(handler);
            case MessageTag.STREAM_START -> streamStart(since(ProtocolVersion.V2, tag, handler));
            case MessageTag.STREAM_STOP -> streamStop(since(ProtocolVersion.V2, tag, handler));
            case MessageTag.STREAM_COMMIT -> streamCommit(since(ProtocolVersion.V2, tag, handler));
            case MessageTag.STREAM_ABORT -> streamAbort(since(ProtocolVersion.V2, tag, handler));
            case MessageTag.BEGIN_PREPARE -> beginPrepare(since(ProtocolVersion.V3, tag, handler));
            case MessageTag.PREPARE -> prepare(since(ProtocolVersion.V3, tag, handler));
            case MessageTag.COMMIT_PREPARED -> commitPrepared(since(ProtocolVersion.V3, tag, handler));
            case MessageTag.ROLLBACK_PREPARED -> rollbackPrepared(since(ProtocolVersion.V3, tag, handler));
            case MessageTag.STREAM_PREPARE -> streamPrepare(since(ProtocolVersion.V3, tag, handler));
            default -> throw new UnknownMessageException(tag, options.protocolVersion());
        }
    }

    private PgOutputHandler since(ProtocolVersion first, int tag, PgOutputHandler handler) {
        if (!options.protocolVersion().isAtLeast(first)) {
            throw new UnknownMessageException(tag, options.protocolVersion());
        }
        return handler;
    }

    private void begin(PgOutputHandler handler) {
        long finalLsn = reader.readLong("Begin.finalLsn");
        long commitTimestamp = reader.readLong("Begin.commitTimestamp");
        int xid = reader.readInt("Begin.xid");
        reader.requireFullyRead();
        order.begin(reader);
        handler.onBegin(finalLsn, commitTimestamp, xid);
    }

    private void commit(PgOutputHandler handler) {
        int flags = reader.readZeroFlags("Commit.flags");
        long commitLsn = reader.readLong("Commit.commitLsn");
        long endLsn = reader.readLong("Commit.endLsn");
        long commitTimestamp = reader.readLong("Commit.commitTimestamp");
        reader.requireFullyRead();
        order.commit(reader);
        handler.onCommit(flags, commitLsn, endLsn, commitTimestamp);
    }

    private void origin(PgOutputHandler handler) {
        Origin origin = new Origin(reader.readLong("Origin.commitLsn"), reader.readString("Origin.name"));
        reader.requireFullyRead();
        order.content(reader);
        handler.onOrigin(origin);
    }

    private void relation(PgOutputHandler handler) {
        int xid = streamedXid("Relation.xid");
        int id = reader.readInt("Relation.id");
        String namespace = namespace("Relation.namespace");
        String name = reader.readString("Relation.name");
        ReplicaIdentity identity = replicaIdentity();
        int columnCount = reader.readUnsignedShort("Relation.columnCount");
        List<RelationColumn> columns = new ArrayList<>();
        for (int i = 0; i < columnCount; i++) {
            columns.add(relationColumn());
        }
        reader.requireFullyRead();
        order.content(reader);
        Relation relation =
                relations.put(new Relation(id, namespace, name, identity, columns), order.isInStreamBlock());
        handler.onRelation(xid, relation);
    }

    private RelationColumn relationColumn() {
        int flags = reader.readUnsignedByte("Relation.column.flags");
        if (flags > 1) {
            throw reader.malformed("Relation.column.flags", 1, "unknown flags " + flags);
        }
        String name = reader.readString("Relation.column.name");
        int typeId = reader.readInt("Relation.column.typeId");
        int typeModifier = reader.readInt("Relation.column.typeModifier");
        return new RelationColumn(flags == 1, name, typeId, typeModifier);
    }

    private ReplicaIdentity replicaIdentity() {
        int code = reader.readUnsignedByte("Relation.replicaIdentity");
        return switch (code) {
            case 'd' -> ReplicaIdentity.DEFAULT;
            case 'n' -> ReplicaIdentity.NOTHING;
            case 'f' -> ReplicaIdentity.FULL;
            case 'i' -> ReplicaIdentity.INDEX;
            default -> throw reader.malformed("Relation.replicaIdentity", 1, "unknown replica identity " + code);
        };
    }

    private void type(PgOutputHandler handler) {
        int xid = streamedXid("Type.xid");
        int id = reader.readInt("Type.id");
        TypeDeclaration type = new TypeDeclaration(id, namespace("Type.namespace"), reader.readString("Type.name"));
        reader.requireFullyRead();
        order.content(reader);
        handler.onType(xid, type);
    }

    private void insert(PgOutputHandler handler) {
        int xid = streamedXid("Insert.xid");
        Relation relation = knownRelation("Insert.relationId");
        int kind = reader.readUnsignedByte("Insert.tupleKind");
        if (kind != 'N') {
            throw reader.malformed("Insert.tupleKind", 1, "expected 'N', found " + kind);
        }
        newTuple.read(reader, relation.columns().size());
        reader.requireFullyRead();
        order.content(reader);
        handler.onInsert(xid, relation, newTuple);
    }

    private void update(PgOutputHandler handler) {
        int xid = streamedXid("Update.xid");
        Relation relation = knownRelation("Update.relationId");
        int columnCount = relation.columns().size();
        int kind = reader.readUnsignedByte("Update.tupleKind");
        OldTupleKind oldKind = OldTupleKind.NONE;
        if (kind == 'K' || kind == 'O') {
            oldKind = kind == 'K' ? OldTupleKind.KEY : OldTupleKind.FULL;
            oldTuple.read(reader, columnCount);
            kind = reader.readUnsignedByte("Update.tupleKind");
        }
        if (kind != 'N') {
            throw reader.malformed("Update.tupleKind", 1, "expected the new tuple 'N', found " + kind);
        }
        newTuple.read(reader, columnCount);
        reader.requireFullyRead();
        order.content(reader);
        handler.onUpdate(xid, relation, oldKind, oldTuple, newTuple);
    }

    private void delete(PgOutputHandler handler) {
        int xid = streamedXid("Delete.xid");
        Relation relation = knownRelation("Delete.relationId");
        int kind = reader.readUnsignedByte("Delete.tupleKind");
        if (kind != 'K' && kind != 'O') {
            throw reader.malformed("Delete.tupleKind", 1, "expected 'K' or 'O', found " + kind);
        }
        oldTuple.read(reader, relation.columns().size());
        reader.requireFullyRead();
        order.content(reader);
        handler.onDelete(xid, relation, kind == 'K' ? OldTupleKind.KEY : OldTupleKind.FULL, oldTuple);
    }

    private void truncate(PgOutputHandler handler) {
        int xid = streamedXid("Truncate.xid");
        int count = reader.readLength("Truncate.relationCount");
        int flags = reader.readUnsignedByte("Truncate.options");
        if ((flags & ~(TRUNCATE_CASCADE | TRUNCATE_RESTART_IDENTITY)) != 0) {
            throw reader.malformed("Truncate.options", 1, "unknown options " + flags);
        }
        List<Relation> truncated = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            truncated.add(knownRelation("Truncate.relationId"));
        }
        reader.requireFullyRead();
        order.content(reader);
        boolean cascade = (flags & TRUNCATE_CASCADE) != 0;
        boolean restartIdentity = (flags & TRUNCATE_RESTART_IDENTITY) != 0;
        handler.onTruncate(xid, new Truncate(xid, truncated, cascade, restartIdentity));
    }

    private void message(PgOutputHandler handler) {
        int xid = streamedXid("Message.xid");
        int flags = reader.readUnsignedByte("Message.flags");
        if (flags > 1) {
            throw reader.malformed("Message.flags", 1, "unknown flags " + flags);
        }
        long lsn = reader.readLong("Message.lsn");
        String prefix = reader.readString("Message.prefix");
        byte[] content = reader.readBytes(reader.readLength("Message.length"), "Message.content");
        reader.requireFullyRead();
        boolean transactional = flags == 1;
        if (transactional) {
            order.content(reader);
        }
        handler.onMessage(xid, new LogicalMessage(xid, transactional, lsn, prefix, content));
    }

    private void streamStart(PgOutputHandler handler) {
        int xid = reader.readInt("StreamStart.xid");
        int first = reader.readUnsignedByte("StreamStart.firstSegment");
        if (first > 1) {
            throw reader.malformed("StreamStart.firstSegment", 1, "expected 0 or 1, found " + first);
        }
        reader.requireFullyRead();
        order.streamStart(reader);
        relations.enterBlock(xid);
        handler.onStreamStart(new StreamStart(xid, first == 1));
    }

    private void streamStop(PgOutputHandler handler) {
        reader.requireFullyRead();
        order.streamStop(reader);
        relations.leaveBlock();
        handler.onStreamStop();
    }

    private void streamCommit(PgOutputHandler handler) {
        StreamCommit commit = new StreamCommit(
                reader.readInt("StreamCommit.xid"),
                reader.readZeroFlags("StreamCommit.flags"),
                reader.readLong("StreamCommit.commitLsn"),
                reader.readLong("StreamCommit.endLsn"),
                reader.readLong("StreamCommit.commitTimestamp"));
        reader.requireFullyRead();
        order.ending(reader);
        relations.streamedCommitted(commit.xid());
        handler.onStreamCommit(commit);
    }

    private void streamAbort(PgOutputHandler handler) {
        int xid = reader.readInt("StreamAbort.xid");
        int subXid = reader.readInt("StreamAbort.subXid");
        boolean located = options.streaming() == Streaming.PARALLEL;
        long abortLsn = located ? reader.readLong("StreamAbort.abortLsn") : 0;
        long abortTimestamp = located ? reader.readLong("StreamAbort.abortTimestamp") : 0;
        reader.requireFullyRead();
        order.ending(reader);
        relations.streamedAborted(xid);
        handler.onStreamAbort(new StreamAbort(xid, subXid, abortLsn, abortTimestamp));
    }

    private void beginPrepare(PgOutputHandler handler) {
        BeginPrepare begin = new BeginPrepare(
                reader.readLong("BeginPrepare.prepareLsn"),
                reader.readLong("BeginPrepare.endLsn"),
                reader.readLong("BeginPrepare.prepareTimestamp"),
                reader.readInt("BeginPrepare.xid"),
                reader.readString("BeginPrepare.gid"));
        reader.requireFullyRead();
        order.beginPrepare(reader);
        handler.onBeginPrepare(begin);
    }

    private void prepare(PgOutputHandler handler) {
        Prepare prepare = new Prepare(
                reader.readZeroFlags("Prepare.flags"),
                reader.readLong("Prepare.prepareLsn"),
                reader.readLong("Prepare.endLsn"),
                reader.readLong("Prepare.prepareTimestamp"),
                reader.readInt("Prepare.xid"),
                reader.readString("Prepare.gid"));
        reader.requireFullyRead();
        order.prepare(reader);
        handler.onPrepare(prepare);
    }

    private void commitPrepared(PgOutputHandler handler) {
        CommitPrepared commit = new CommitPrepared(
                reader.readZeroFlags("CommitPrepared.flags"),
                reader.readLong("CommitPrepared.commitLsn"),
                reader.readLong("CommitPrepared.endLsn"),
                reader.readLong("CommitPrepared.commitTimestamp"),
                reader.readInt("CommitPrepared.xid"),
                reader.readString("CommitPrepared.gid"));
        reader.requireFullyRead();
        order.ending(reader);
        handler.onCommitPrepared(commit);
    }

    private void rollbackPrepared(PgOutputHandler handler) {
        RollbackPrepared rollback = new RollbackPrepared(
                reader.readZeroFlags("RollbackPrepared.flags"),
                reader.readLong("RollbackPrepared.prepareEndLsn"),
                reader.readLong("RollbackPrepared.rollbackEndLsn"),
                reader.readLong("RollbackPrepared.prepareTimestamp"),
                reader.readLong("RollbackPrepared.rollbackTimestamp"),
                reader.readInt("RollbackPrepared.xid"),
                reader.readString("RollbackPrepared.gid"));
        reader.requireFullyRead();
        order.ending(reader);
        handler.onRollbackPrepared(rollback);
    }

    private void streamPrepare(PgOutputHandler handler) {
        StreamPrepare prepare = new StreamPrepare(
                reader.readZeroFlags("StreamPrepare.flags"),
                reader.readLong("StreamPrepare.prepareLsn"),
                reader.readLong("StreamPrepare.endLsn"),
                reader.readLong("StreamPrepare.prepareTimestamp"),
                reader.readInt("StreamPrepare.xid"),
                reader.readString("StreamPrepare.gid"));
        reader.requireFullyRead();
        order.ending(reader);
        relations.streamedCommitted(prepare.xid());
        handler.onStreamPrepare(prepare);
    }

    private int streamedXid(String field) {
        return order.isInStreamBlock() ? reader.readInt(field) : 0;
    }

    private String namespace(String field) {
        String namespace = reader.readString(field);
        return namespace.isEmpty() ? PG_CATALOG : namespace;
    }

    private Relation knownRelation(String field) {
        int id = reader.readInt(field);
        Relation relation = relations.find(id);
        if (relation == null) {
            throw reader.outOfOrder(
                    field, Integer.BYTES, "relation " + Integer.toUnsignedString(id) + " was never described");
        }
        return relation;
    }
}
