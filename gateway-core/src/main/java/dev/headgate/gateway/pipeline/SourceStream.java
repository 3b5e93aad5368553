package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.TablePattern;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.frontier.DurableFrontier;
import dev.headgate.gateway.metrics.StatusReason;
import dev.headgate.gateway.source.Catalog;
import dev.headgate.gateway.source.ReplicationSession;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.pgoutput.DecoderOptions;
import dev.headgate.pgoutput.PgOutputDecoder;
import dev.headgate.pgoutput.buffer.ArrayByteBuf;
import dev.headgate.pgoutput.error.PgOutputException;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.pgoutput.type.ProtocolVersion;
import dev.headgate.staging.log.Durable;
import dev.headgate.staging.log.FencedOutException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * One replication session from its start to its end: the reader thread's loop of receiving, decoding, deciding when an
 * entry ends, and acknowledging what is durable. It starts and joins the staging thread.
 *
 * <p>{@link #run()} returns in order when a stop was requested or the target LSN is reached, and otherwise throws. Nothing
 * but the durable frontier is ever acknowledged; what is not durable at the end is sent again by the server.
 */
public final class SourceStream {
    private static final int BURST_MESSAGES = 1_024;
    private static final long IDLE_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONG_IDLE_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONG_IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long HURRIED_PING_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long STOP_INSIDE_TRANSACTION_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FINISH_MILLIS = TimeUnit.SECONDS.toMillis(20);

    private final SourceContext source;
    private final StagingArea area;
    private final ReplicationSession session;
    private final DurableFrontier frontier;
    private final StagingQueue queue;
    private final Stager stager;
    private final TableLoads loads;
    private final SnapshotLoader loader;
    private final TableShapes shapes;
    private final TableRoutes routes;
    private final RowHandOver handOver;
    private final TransactionAssembler assembler;
    private final PgOutputDecoder decoder = new PgOutputDecoder(DecoderOptions.of(ProtocolVersion.V1));
    private final ArrayByteBuf frame = new ArrayByteBuf();
    private final FlushPolicy policy;
    private final StoreSpace space;
    private final StreamReport report;
    private final long pingNanos;
    private long lastPingNanos = System.nanoTime();
    private long lastMessageNanos = lastPingNanos;
    private long firstPendingNanos;
    private long lastCutNanos = lastPingNanos;
    private long stopSeenNanos;
    private long cutLsn;
    private boolean cutDue;

    /**
     * A stream over a started session.
     *
     * @param session started at {@code start}'s position
     * @param catalog for facts that the stream does not tell; used by this thread only
     * @param binary the session asked for binary values
     * @param start the newest entry of the log: where the stream continues
     * @param snapshots how whole tables are read
     */
    public SourceStream(
            SourceContext source,
            StagingArea area,
            ReplicationSession session,
            Catalog catalog,
            boolean binary,
            Durable start,
            SnapshotSetup snapshots) {
        this.source = source;
        this.area = area;
        this.session = session;
        this.frontier = new DurableFrontier(start);
        this.queue = new StagingQueue(area.limits().queueBytes());
        this.loads = new TableLoads(
                source.config(),
                catalog,
                snapshots.publications(),
                source.metrics().snapshot());
        loads.requestMissing(area.log().state());
        LoadLedger ledger = new LoadLedger(loads);
        this.loader = new SnapshotLoader(
                source, snapshots.connections(), area, start.epoch(), queue, ledger, loads, snapshots.ownExport());
        this.stager = new Stager(queue, area, frontier, ledger, source.metrics());
        this.handOver = new RowHandOver(queue, area.limits(), this::backPressured, source.facts());
        this.shapes =
                new TableShapes(source.config(), catalog, loads, area.log().state(), source.facts());
        this.routes = new TableRoutes(
                source.config(),
                catalog.tables(),
                catalog::table,
                loads::request,
                shapes,
                binary,
                area.log().state(),
                start.epoch(),
                area.limits().batchBytes(),
                source.facts());
        this.assembler = new TransactionAssembler(
                routes,
                handOver,
                loads::movedPartially,
                new HeartbeatReader(source.config().name()),
                area.limits(),
                start.throughLsn(),
                source.facts());
        this.policy = new FlushPolicy(area.flush());
        this.space = new StoreSpace(area.store(), area.minFreeBytes());
        this.report = new StreamReport(source);
        this.pingNanos = source.config().statusInterval().toNanos();
        this.cutLsn = start.throughLsn();
    }

    private void stage() {
        MDC.put("source", source.config().name());
        stager.run();
    }

    /**
     * Streams until told to end; see the class comment. The session is not aborted here.
     *
     * @throws TextNeededException the next session must not ask for binary values
     * @throws TableErroredException the next session must leave that table out
     */
    public void run() throws InterruptedException {
        Thread staging = new Thread(this::stage, "staging-" + source.config().name());
        staging.start();
        Thread loading = new Thread(loader, "loader-" + source.config().name());
        loading.start();
        source.progress().loads(loads::progress);
        source.state(SourceState.STREAMING);
        RuntimeException failure = null;
        try {
            beginLoads(System.nanoTime());
            loader.beginsLater();
            loop();
        } catch (GatewayException | TableErroredException e) {
            failure = e;
        } finally {
            end(staging, loading);
        }
        requireNotFencedOut(failure);
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * The entries that are cut are still published, the rest is dropped. The thread is gone afterwards, unless this one is
     * interrupted: a second writer of the log would fence the next session out.
     */
    private void end(Thread staging, Thread loading) throws InterruptedException {
        source.progress().loads(List::of);
        loader.close();
        queue.close();
        try {
            staging.join(FINISH_MILLIS);
        } finally {
            staging.interrupt();
            report.publish(stager, session, assembler, queue);
        }
        staging.join();
        loading.join();
    }

    /** Losing the log to another gateway is final, also when the connection broke in the same moment. */
    private void requireNotFencedOut(@Nullable RuntimeException other) {
        if (stager.failure() instanceof FencedOutException e) {
            GatewayException fencedOut = StagingFailures.of(e, source.facts(), area.root());
            if (other != null) {
                fencedOut.addSuppressed(other);
            }
            throw fencedOut;
        }
    }

    private void loop() {
        while (true) {
            source.progress().tick();
            long now = System.nanoTime();
            boolean full = isStoreFull(now);
            int messages = full || isDraining() ? pause() : receive();
            requireStager();
            now = System.nanoTime();
            session.acknowledge(frontier.lsn());
            if (assembler.inTransaction()) {
                cutDue = isFlushDue(now) || isHurried();
            } else {
                cutDue = false;
                beginLoads(now);
                cutIfDue(now);
                if (isFinished()) {
                    return;
                }
            }
            if (isStopOverdue(now)) {
                return;
            }
            keepAlive(now, full);
            report.tick(now, stager, session, assembler, queue, frontier);
            idle(messages, now);
        }
    }

    /** Leaves the socket alone: no messages. */
    private int pause() {
        session.pauseReading();
        return 0;
    }

    /** Receives and decodes a burst; ends it early at a commit when an entry is due. */
    private int receive() {
        int messages = 0;
        while (messages < BURST_MESSAGES) {
            ByteBuffer message = poll();
            if (message == null) {
                break;
            }
            messages++;
            decode(message);
            if (assembler.pendingBytes() >= area.limits().fileBytes()) {
                cutDue = true;
            }
            if (cutDue && !assembler.inTransaction()) {
                break;
            }
        }
        if (messages > 0) {
            lastMessageNanos = System.nanoTime();
            if (firstPendingNanos == 0 && assembler.pendingRows() > 0) {
                firstPendingNanos = lastMessageNanos;
            }
        }
        return messages;
    }

    private @Nullable ByteBuffer poll() {
        try {
            return session.poll();
        } catch (OutOfMemoryError e) {
            throw new GatewayException(
                            ErrorCode.ROW_TOO_LARGE, "The next message does not fit into the heap", source.facts(), e)
                    .with("lsn", Lsn.toString(assembler.receivedEndLsn()));
        }
    }

    private void decode(ByteBuffer message) {
        try {
            assembler.nextMessage(message.remaining());
            decoder.decode(
                    frame.wrap(message.array(), message.arrayOffset() + message.position(), message.remaining()),
                    assembler);
        } catch (PgOutputException e) {
            throw new GatewayException(
                            ErrorCode.PROTOCOL_MALFORMED,
                            "A message of the stream cannot be decoded: " + e.getMessage(),
                            source.facts(),
                            e)
                    .with("lsn", Lsn.toString(assembler.receivedEndLsn()));
        }
    }

    private void cutIfDue(long now) {
        boolean everythingDurable = frontier.lsn() == cutLsn;
        if (assembler.pendingRows() > 0) {
            // In a hurry the entries follow each other, they do not pile up.
            if (isFlushDue(now) || (isHurried() && everythingDurable)) {
                cut(assembler.receivedEndLsn(), now);
            }
            return;
        }
        long position = receivedPosition();
        if (everythingDurable && Lsn.compare(position, cutLsn) > 0) {
            long walBytes = position - cutLsn;
            boolean hurried = isHurried() && !source.control().stopRequested();
            if (hurried
                    || isAwaited(position)
                    || assembler.heartbeatPending()
                    || policy.advances(walBytes, now - lastCutNanos)) {
                cut(position, now);
            }
        }
    }

    /** Loads that are due begin with an entry of their own, so that their rows are held back from a known point on. */
    private void beginLoads(long now) {
        TableLook look = source.control().takeLook();
        if (look != null) {
            shapes.look(look, stager.logState(), routes);
        }
        if (source.schedule().takeDue()) {
            loads.requestAgain(stager.logState());
        }
        TablePattern refresh = source.control().takeRefresh();
        if (refresh != null) {
            loads.refresh(refresh);
        }
        TablePattern pause = source.control().takePause();
        if (pause != null) {
            loads.pause(pause);
        }
        if (loads.isDue(now)) {
            long received = assembler.receivedEndLsn();
            cut(Lsn.compare(received, cutLsn) > 0 ? received : cutLsn, now);
        }
    }

    private void cut(long throughLsn, long now) {
        List<TableLoad> begun = loads.begin(routes, now);
        begun.forEach(shapes::begun);
        assembler.cut(throughLsn, loads.takeEvents(begun), begun);
        loader.begin(begun);
        cutLsn = throughLsn;
        lastCutNanos = now;
        firstPendingNanos = 0;
    }

    private boolean isFlushDue(long now) {
        if (assembler.pendingRows() == 0) {
            return false;
        }
        long age = firstPendingNanos == 0 ? 0 : now - firstPendingNanos;
        long walBytes = assembler.receivedEndLsn() - frontier.lsn();
        return policy.flushes(assembler.pendingBytes(), age, handOver.dirtyTables(), walBytes);
    }

    /** A table that is read waits for this position to become whole. */
    private boolean isAwaited(long position) {
        long awaited = loads.awaitedLsn();
        return Lsn.compare(awaited, cutLsn) > 0 && Lsn.compare(position, awaited) >= 0;
    }

    /** Everything is to be made durable at once. */
    private boolean isHurried() {
        Long until = source.control().untilLsn();
        return source.control().stopRequested()
                || source.control().serverStopping()
                || (until != null && Lsn.compare(receivedPosition(), until) >= 0);
    }

    /** Between transactions the server's keepalives count; inside one, only what is complete. */
    private long receivedPosition() {
        if (assembler.inTransaction()) {
            return assembler.receivedEndLsn();
        }
        long walEnd = session.receivedWalEnd();
        return Lsn.compare(walEnd, assembler.receivedEndLsn()) > 0 ? walEnd : assembler.receivedEndLsn();
    }

    private boolean isFinished() {
        boolean allDurable = assembler.pendingRows() == 0 && frontier.lsn() == cutLsn;
        Long until = source.control().untilLsn();
        boolean targetReached = until != null && Lsn.compare(frontier.lsn(), until) >= 0;
        boolean stopped = allDurable && source.control().stopRequested();
        if (stopped || (targetReached && isLoaded())) {
            session.acknowledge(frontier.lsn());
            return true;
        }
        return false;
    }

    /** Whether no table is being read; one that cannot be read must not pass for one that is. */
    private boolean isLoaded() {
        GatewayException failed = loads.failure();
        if (failed != null) {
            throw failed;
        }
        return loads.isIdle();
    }

    /** A stop was requested and no transaction is half received: nothing more is taken from the server. */
    private boolean isDraining() {
        return source.control().stopRequested() && !assembler.inTransaction();
    }

    /** A stop waits a while for the running transaction to end; then its rows are dropped and sent again later. */
    private boolean isStopOverdue(long now) {
        if (!source.control().stopRequested()) {
            return false;
        }
        if (stopSeenNanos == 0) {
            stopSeenNanos = now;
        }
        return assembler.inTransaction() && now - stopSeenNanos > STOP_INSIDE_TRANSACTION_NANOS;
    }

    private void keepAlive(long now, boolean paused) {
        boolean hurried =
                source.control().untilLsn() != null || source.control().serverStopping();
        if (now - lastPingNanos >= (hurried ? Math.min(pingNanos, HURRIED_PING_NANOS) : pingNanos)) {
            ping(now, paused ? StatusReason.BACKPRESSURE : StatusReason.TIMER);
        }
    }

    private void ping(long now, StatusReason reason) {
        lastPingNanos = now;
        session.ping();
        source.metrics().statusUpdate(reason);
    }

    private void idle(int messages, long now) {
        if (messages == 0) {
            LockSupport.parkNanos(
                    now - lastMessageNanos > LONG_IDLE_NANOS && !isHurried() ? LONG_IDLE_PARK_NANOS : IDLE_PARK_NANOS);
        }
    }

    /** The staging queue is full: the session is kept alive, and the staging thread's failure ends the wait. */
    private void backPressured(long waitedNanos) {
        requireStager();
        source.progress().tick();
        long now = System.nanoTime();
        source.state(SourceState.BACK_PRESSURED);
        session.pauseReading();
        if (now - lastPingNanos >= pingNanos) {
            session.acknowledge(frontier.lsn());
            ping(now, StatusReason.BACKPRESSURE);
        }
        source.metrics().backpressure(Duration.ofMillis(RowHandOver.OFFER_MILLIS));
    }

    private boolean isStoreFull(long now) {
        try {
            boolean full = space.isFull(now);
            source.state(full ? SourceState.BACK_PRESSURED : SourceState.STREAMING);
            return full;
        } catch (IOException e) {
            throw StagingFailures.of(e, source.facts(), area.root());
        }
    }

    private void requireStager() {
        Throwable failure = stager.failure();
        if (failure != null) {
            throw StagingFailures.of(failure, source.facts(), area.root());
        }
        Throwable loading = loader.failure();
        if (loading != null) {
            throw StagingFailures.ofOtherThread(loading, source.facts(), area.root());
        }
    }
}
