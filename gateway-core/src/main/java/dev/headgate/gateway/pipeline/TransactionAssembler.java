package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.DdlTracking;
import dev.headgate.pgoutput.PgOutputHandler;
import dev.headgate.pgoutput.TupleCursor;
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
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.pgoutput.type.OldTupleKind;
import dev.headgate.staging.log.LogEvent;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns callbacks into rows of whole transactions. A transaction that is durable already is dropped at its Begin, whole;
 * one is never resumed in its middle. One reader thread.
 */
final class TransactionAssembler implements PgOutputHandler {
    private final TableRoutes routes;
    private final RowHandOver handOver;
    private final Consumer<TableRoute> replaced;
    private final Consumer<TableVersion> partialMoves;
    private final HeartbeatReader heartbeats;
    private final StagingLimits limits;
    private final Map<String, String> facts;
    private final long durableLsn;
    private final Transaction transaction = new Transaction();
    private final StreamCounts counts = new StreamCounts();
    private @Nullable Relation latestRelation;
    private @Nullable TableRoute latestRoute;
    private boolean inTransaction;
    private boolean skipping;
    private long receivedEndLsn;
    private long messageBytes;
    private long pendingTransactions;
    private long pendingBytes;
    private long pendingRows;
    private long firstCommitMicros;
    private long lastCommitMicros;
    private long heartbeatMicros;

    /**
     * @param partialMoves is told when a row got another key and not all its values came with it
     * @param durableLsn transactions that committed below it are dropped, unsigned
     */
    TransactionAssembler(
            TableRoutes routes,
            RowHandOver handOver,
            Consumer<TableVersion> partialMoves,
            HeartbeatReader heartbeats,
            StagingLimits limits,
            long durableLsn,
            Map<String, String> facts) {
        this.routes = routes;
        this.handOver = handOver;
        this.replaced = handOver::rows;
        this.partialMoves = partialMoves;
        this.heartbeats = heartbeats;
        this.limits = limits;
        this.durableLsn = durableLsn;
        this.receivedEndLsn = durableLsn;
        this.facts = facts;
    }

    /** Tells the size of the message that is decoded next. */
    void nextMessage(long bytes) {
        messageBytes = bytes;
    }

    /** True between a Begin and its Commit. */
    boolean inTransaction() {
        return inTransaction;
    }

    /** End LSN of the newest transaction that is complete, unsigned; where the session started before the first. */
    long receivedEndLsn() {
        return receivedEndLsn;
    }

    /** Rows received and not cut, the running transaction's included. */
    long pendingRows() {
        return pendingRows;
    }

    /** Bytes received and not cut. */
    long pendingBytes() {
        return pendingBytes;
    }

    /** Commit time of the oldest transaction not cut, microseconds since 1970; 0 when there is none. */
    long oldestPendingMicros() {
        return pendingTransactions == 0 ? 0 : firstCommitMicros;
    }

    /** Whether a heartbeat waits to become durable. */
    boolean heartbeatPending() {
        return heartbeatMicros > 0;
    }

    StreamCounts counts() {
        return counts;
    }

    /**
     * Hands all rows over and ends the entry. Only between transactions.
     *
     * @param throughLsn at or above {@link #receivedEndLsn()}
     * @param events what else the entry says
     * @param loads generations that begin to be loaded with it; their rows go another way from here on
     */
    void cut(long throughLsn, List<LogEvent> events, List<TableLoad> loads) {
        requireBetweenTransactions();
        handOver.cut(
                routes,
                new EntryCut(
                        throughLsn,
                        pendingTransactions,
                        firstCommitMicros,
                        lastCommitMicros,
                        heartbeatMicros,
                        events,
                        loads));
        for (TableLoad load : loads) {
            routes.forget(load.version().table(), load.pauses());
        }
        latestRelation = null;
        latestRoute = null;
        pendingTransactions = 0;
        pendingBytes = 0;
        pendingRows = 0;
        heartbeatMicros = 0;
    }

    private void requireBetweenTransactions() {
        if (inTransaction) {
            throw new IllegalStateException("an entry cannot end inside a transaction");
        }
    }

    @Override
    public void onBegin(long finalLsn, long commitTimestamp, int xid) {
        inTransaction = true;
        skipping = isAlreadyDurable(finalLsn);
        transaction.begin(finalLsn, commitTimestamp, xid);
    }

    private boolean isAlreadyDurable(long finalLsn) {
        return Lsn.compare(finalLsn, durableLsn) < 0;
    }

    @Override
    public void onCommit(int flags, long commitLsn, long endLsn, long commitTimestamp) {
        inTransaction = false;
        if (skipping) {
            skipping = false;
            counts.skipped++;
            return;
        }
        receivedEndLsn = endLsn;
        counts.transactions++;
        if (transaction.rows() > 0) {
            if (pendingTransactions++ == 0) {
                firstCommitMicros = transaction.commitMicros();
            }
            lastCommitMicros = transaction.commitMicros();
        }
    }

    @Override
    public void onRelation(int xid, Relation relation) {
        // The route is made at the first row: a description in a transaction that is dropped makes no schema version.
        counts.relations++;
    }

    @Override
    public void onInsert(int xid, Relation relation, TupleCursor newTuple) {
        counts.inserts++;
        TableRoute route = wanted(relation);
        if (route != null) {
            route.insert(transaction, newTuple);
            appended(route);
        }
    }

    @Override
    public void onUpdate(int xid, Relation relation, OldTupleKind oldKind, TupleCursor oldTuple, TupleCursor newTuple) {
        counts.updates++;
        TableRoute route = wanted(relation);
        if (route != null) {
            route.update(transaction, oldKind, oldTuple, newTuple);
            if (route.takeMovedPartially()) {
                partialMoves.accept(route.version());
            }
            appended(route);
        }
    }

    @Override
    public void onDelete(int xid, Relation relation, OldTupleKind oldKind, TupleCursor oldTuple) {
        counts.deletes++;
        TableRoute route = wanted(relation);
        if (route != null) {
            route.delete(transaction, oldKind, oldTuple);
            appended(route);
        }
    }

    @Override
    public void onTruncate(int xid, Truncate truncate) {
        counts.truncates++;
        for (Relation relation : truncate.relations()) {
            TableRoute route = wanted(relation);
            if (route != null) {
                route.truncate(transaction);
                appended(route);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the decoder hands out the same instance while nothing has changed
    private @Nullable TableRoute wanted(Relation relation) {
        if (skipping) {
            return null;
        }
        TableRoute route = relation == latestRelation ? latestRoute : route(relation);
        if (route == null && routes.leavesOut(relation)) {
            counts.discarded(relation);
        }
        if (route != null && messageBytes > limits.rowBytesMax()) {
            throw tooLarge(relation);
        }
        return route;
    }

    private @Nullable TableRoute route(Relation relation) {
        routes.accept(relation, transaction.commitLsn(), replaced);
        TableRoute route = routes.route(relation);
        latestRelation = relation;
        latestRoute = route;
        return route;
    }

    private void appended(TableRoute route) {
        pendingRows++;
        pendingBytes += messageBytes;
        handOver.appended(routes, route, messageBytes);
    }

    private RuntimeException tooLarge(Relation relation) {
        GatewayException reason = new GatewayException(
                        ErrorCode.ROW_TOO_LARGE,
                        "A row of " + messageBytes + " bytes needs more memory than the gateway has (at most "
                                + limits.rowBytesMax() + " bytes with this heap)",
                        facts)
                .with("lsn", Lsn.toString(transaction.commitLsn()))
                .with("xid", String.valueOf(transaction.xid()))
                .with("row", "row " + (transaction.rows() + 1) + " of the transaction");
        return routes.failure(relation, reason);
    }

    @Override
    public void onMessage(int xid, LogicalMessage message) {
        counts.messages++;
        if (skipping) {
            return;
        }
        long emittedMicros = heartbeats.emittedMicros(message);
        if (emittedMicros > 0) {
            heartbeatMicros = emittedMicros;
        }
        long altered = DdlTracking.altered(message);
        if (altered != 0 && inTransaction) {
            routes.altered(altered, transaction.commitLsn());
        }
    }

    @Override
    public void onOrigin(Origin origin) {
        counts.origins++;
    }

    @Override
    public void onType(int xid, TypeDeclaration type) {
        counts.types++;
    }

    @Override
    public void onStreamStart(StreamStart streamStart) {
        throw unasked("Stream Start");
    }

    @Override
    public void onStreamStop() {
        throw unasked("Stream Stop");
    }

    @Override
    public void onStreamCommit(StreamCommit streamCommit) {
        throw unasked("Stream Commit");
    }

    @Override
    public void onStreamAbort(StreamAbort streamAbort) {
        throw unasked("Stream Abort");
    }

    @Override
    public void onBeginPrepare(BeginPrepare beginPrepare) {
        throw unasked("Begin Prepare");
    }

    @Override
    public void onPrepare(Prepare prepare) {
        throw unasked("Prepare");
    }

    @Override
    public void onCommitPrepared(CommitPrepared commitPrepared) {
        throw unasked("Commit Prepared");
    }

    @Override
    public void onRollbackPrepared(RollbackPrepared rollbackPrepared) {
        throw unasked("Rollback Prepared");
    }

    @Override
    public void onStreamPrepare(StreamPrepare streamPrepare) {
        throw unasked("Stream Prepare");
    }

    private GatewayException unasked(String message) {
        return new GatewayException(
                ErrorCode.PROTOCOL_MALFORMED,
                "The server sent " + message + ", which protocol version 1 does not have",
                facts);
    }
}
