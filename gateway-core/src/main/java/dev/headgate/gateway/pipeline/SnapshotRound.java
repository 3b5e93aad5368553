package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SnapshotConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.source.SnapshotChunk;
import dev.headgate.gateway.source.SnapshotExport;
import dev.headgate.gateway.source.SnapshotSession;
import dev.headgate.gateway.source.TableChangedException;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.staging.log.DataFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Several tables read at one consistent point by several threads, each with a connection of its own in the same snapshot.
 *
 * <p>A table that has changed since is begun again later, one that may not be read is kept for later; any other failure
 * ends the round. {@link #close} may be called from any thread and ends it, too.
 */
final class SnapshotRound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRound.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Set<ErrorCode> OF_ONE_TABLE =
            EnumSet.of(ErrorCode.PRIVILEGE_MISSING, ErrorCode.TABLE_UNREADABLE);

    private final SourceContext source;
    private final ServerConnections connections;
    private final StagingArea area;
    private final int epoch;
    private final TableLoads loads;
    private final Consumer<LoadedChunk> loaded;
    private final SnapshotExport export;
    private final List<TableLoad> tables;
    private final Map<TableLoad, Integer> readers = new HashMap<>();
    private final List<TableLoad> refused = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /**
     * @param export with its slot; closed by the round
     * @param loaded takes each chunk, on the thread that read it
     */
    SnapshotRound(
            SourceContext source,
            ServerConnections connections,
            StagingArea area,
            int epoch,
            TableLoads loads,
            Consumer<LoadedChunk> loaded,
            SnapshotExport export,
            List<TableLoad> tables) {
        this.source = source;
        this.connections = connections;
        this.area = area;
        this.epoch = epoch;
        this.loads = loads;
        this.loaded = loaded;
        this.export = export;
        this.tables = List.copyOf(tables);
        opened.add(export);
    }

    /**
     * Reads the tables to their ends.
     *
     * @return tables that the role may not read: nothing of them was read
     * @throws GatewayException the round has failed
     */
    List<TableLoad> run() throws InterruptedException {
        SnapshotConfig config = source.config().snapshot();
        long consistentPoint = export.consistentPoint();
        tables.forEach(table -> table.readAt(consistentPoint));
        LOG.info("reading {} tables as of {}", tables.size(), Lsn.toString(consistentPoint));
        try (ControlSession present = keep(new ControlSession(source.config(), connections))) {
            List<SnapshotSession> sessions = new ArrayList<>();
            for (int i = 0; i < config.parallelism(); i++) {
                sessions.add(keep(new SnapshotSession(source.config(), connections, export)));
            }
            // Each session holds the snapshot now; the exporter's slot would only hold back WAL.
            export.close();
            List<Thread> threads = new ArrayList<>();
            for (SnapshotSession session : sessions) {
                Thread thread = new Thread(
                        () -> work(session, present, consistentPoint),
                        "snapshot-" + source.config().name() + "-" + (threads.size() + 1));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } finally {
            close();
        }
        Throwable failed = failure;
        if (failed != null) {
            throw StagingFailures.ofOtherThread(failed, source.facts(), area.root());
        }
        return refused;
    }

    private synchronized <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    private void work(SnapshotSession session, ControlSession present, long consistentPoint) {
        MDC.put("source", source.config().name());
        long memory = area.limits().loadBytes() / source.config().snapshot().parallelism();
        try (ChunkWriter writer = new ChunkWriter(source, area, epoch, memory)) {
            awaitRoom();
            TableLoad load = pick(null);
            while (load != null) {
                read(load, session, present, writer, consistentPoint);
                awaitRoom();
                load = pick(load);
            }
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    /** No chunk is begun while the room that the server has for WAL is needed for the stream. */
    private void awaitRoom() {
        while (source.control().snapshotsPaused() && !closed) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void failed(Throwable e) {
        if (failure == null && !closed) {
            failure = e;
        }
        close();
    }

    /** The table with chunks left that the fewest threads read; null when there is none. */
    private synchronized @Nullable TableLoad pick(@Nullable TableLoad done) {
        if (done != null) {
            readers.merge(done, -1, Integer::sum);
        }
        TableLoad next = closed
                ? null
                : tables.stream()
                        .filter(load -> !load.exhausted())
                        .min(Comparator.comparingInt(load -> readers.getOrDefault(load, 0)))
                        .orElse(null);
        if (next != null) {
            readers.merge(next, 1, Integer::sum);
        }
        return next;
    }

    private void read(
            TableLoad load, SnapshotSession session, ControlSession present, ChunkWriter writer, long consistentPoint)
            throws IOException {
        try {
            SnapshotChunk chunk =
                    load.next(session, present, source.config().snapshot().chunkRows());
            if (chunk != null) {
                List<DataFile> files = readHeld(load, chunk, session, writer, consistentPoint);
                loads.failed(load, null);
                source.metrics().snapshot().chunk();
                loaded.accept(new LoadedChunk(load, chunk, consistentPoint, files));
            }
        } catch (TableChangedException e) {
            LOG.info("{}; it is read again", e.getMessage());
            loads.restart(load);
        } catch (GatewayException e) {
            if (!OF_ONE_TABLE.contains(e.code())) {
                throw e;
            }
            refuse(load, e);
        }
    }

    private static List<DataFile> readHeld(
            TableLoad load, SnapshotChunk chunk, SnapshotSession session, ChunkWriter writer, long consistentPoint)
            throws IOException {
        List<DataFile> files;
        try {
            files = writer.write(load, chunk, session, consistentPoint);
        } catch (TableChangedException | GatewayException e) {
            // A lost connection fails here, too, and ends the round either way.
            session.release();
            throw e;
        }
        session.release();
        return files;
    }

    private synchronized void refuse(TableLoad load, GatewayException e) {
        if (load.exhausted()) {
            return;
        }
        source.metrics().error(e.code());
        LOG.warn(
                "table {} cannot be loaded, and is tried again: {}",
                load.version().sourceName(),
                e.what(),
                e);
        loads.failed(load, e);
        if (load.isUntouched()) {
            load.abandon();
            refused.add(load);
        } else {
            loads.restartLater(load);
        }
    }

    @Override
    public void close() {
        closed = true;
        List<AutoCloseable> resources;
        synchronized (this) {
            resources = List.copyOf(opened);
        }
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.debug("a snapshot connection did not close", e);
            }
        }
    }
}
