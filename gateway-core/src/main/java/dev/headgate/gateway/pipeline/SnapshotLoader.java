package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.source.SnapshotExport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Reads the tables that are to be loaded, round after round, beside the stream: the loader thread's work.
 *
 * <p>A round takes all that wait at its beginning. The first may use the snapshot that was exported with the source's own
 * slot, so that not a single change lies between the two; any other one exports a snapshot with a temporary slot. A
 * failure ends the session, which goes on later with the chunks that are not in the log.
 */
final class SnapshotLoader implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLoader.class);
    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long WAIT_MILLIS = 1_000;
    private static final long OFFER_MILLIS = 1_000;

    private final SourceContext source;
    private final ServerConnections connections;
    private final StagingArea area;
    private final int epoch;
    private final StagingQueue queue;
    private final LoadLedger ledger;
    private final TableLoads loads;
    private @Nullable SnapshotExport first;
    private @Nullable SnapshotExport taken;
    private final List<TableLoad> waiting = new ArrayList<>();
    private final List<TableLoad> refused = new ArrayList<>();
    private long refusedUntilNanos;
    private @Nullable AutoCloseable running;
    private boolean closed;
    private volatile @Nullable Throwable failure;

    /** @param first the export of the source's own slot for what begins first; null without one. Closed here. */
    SnapshotLoader(
            SourceContext source,
            ServerConnections connections,
            StagingArea area,
            int epoch,
            StagingQueue queue,
            LoadLedger ledger,
            TableLoads loads,
            @Nullable SnapshotExport first) {
        this.source = source;
        this.connections = connections;
        this.area = area;
        this.epoch = epoch;
        this.queue = queue;
        this.ledger = ledger;
        this.loads = loads;
        this.first = first;
    }

    /** Why it stopped; null while it works or when it was closed. Any thread. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Takes loads whose "refresh started" was handed over. Any thread. */
    synchronized void begin(List<TableLoad> begun) {
        waiting.addAll(begun.stream().filter(load -> !load.exhausted()).toList());
        notifyAll();
    }

    /** The session has begun with all that it missed: the export of its own slot is of no use for what comes later. */
    synchronized void beginsLater() {
        if (first != null && waiting.isEmpty()) {
            first.close();
            first = null;
        }
    }

    /** Works until it is closed or fails. */
    @Override
    public void run() {
        MDC.put("source", source.config().name());
        try {
            List<TableLoad> tables = take();
            while (tables != null) {
                readAll(tables);
                tables = take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            failed(e);
        } finally {
            close();
        }
    }

    private synchronized void failed(Throwable e) {
        if (!closed) {
            failure = e;
        }
    }

    private synchronized @Nullable List<TableLoad> take() throws InterruptedException {
        while (!closed) {
            if (!refused.isEmpty() && System.nanoTime() - refusedUntilNanos >= 0) {
                refused.forEach(TableLoad::rewind);
                waiting.addAll(refused);
                refused.clear();
            }
            if (!waiting.isEmpty() && !source.control().snapshotsPaused()) {
                List<TableLoad> tables = List.copyOf(waiting);
                waiting.clear();
                taken = first;
                first = null;
                return tables;
            }
            wait(WAIT_MILLIS);
        }
        return null;
    }

    private void readAll(List<TableLoad> tables) throws InterruptedException {
        SnapshotExport export = export();
        if (export == null) {
            return;
        }
        try (SnapshotRound round =
                new SnapshotRound(source, connections, area, epoch, loads, this::loaded, export, tables)) {
            if (runs(round)) {
                List<TableLoad> notReadable = round.run();
                synchronized (this) {
                    refused.addAll(notReadable);
                    refusedUntilNanos = System.nanoTime() + REFUSED_NANOS;
                }
            }
        }
    }

    /** The snapshot of the round; null when this was closed meanwhile. */
    private @Nullable SnapshotExport export() {
        SnapshotExport own = taken;
        taken = null;
        if (own != null) {
            return own;
        }
        SnapshotExport export = new SnapshotExport(connections);
        if (!runs(export)) {
            export.close();
            return null;
        }
        LOG.info("a snapshot is exported; the server waits for the transactions that are open now");
        export.createTemporarySlot();
        return export;
    }

    private synchronized boolean runs(AutoCloseable resource) {
        running = resource;
        return !closed;
    }

    private void loaded(LoadedChunk chunk) {
        ledger.arrived(chunk);
        try {
            boolean handedOver = queue.offer(StagingTask.LOADED, OFFER_MILLIS);
            while (!handedOver && !isClosed()) {
                handedOver = queue.offer(StagingTask.LOADED, OFFER_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.INTERNAL, "A snapshot thread was interrupted", source.facts(), e);
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends what runs, at once; what is not in the log is read again later. Any thread. */
    @Override
    public void close() {
        AutoCloseable ended;
        SnapshotExport unused;
        synchronized (this) {
            closed = true;
            ended = running;
            unused = first;
            notifyAll();
        }
        try {
            if (unused != null) {
                unused.close();
            }
            if (ended != null) {
                ended.close();
            }
        } catch (Exception e) {
            LOG.debug("the snapshot did not end in order", e);
        }
    }
}
