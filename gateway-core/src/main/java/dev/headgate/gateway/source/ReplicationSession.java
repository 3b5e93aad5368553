package dev.headgate.gateway.source;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.pgoutput.type.Lsn;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.postgresql.replication.fluent.logical.ChainedLogicalStreamBuilder;

/**
 * One run of START_REPLICATION on a slot.
 *
 * <p>Order of calls: {@link #open}, {@link #identity()}, {@link #verifyLineage}, {@link #start}, then {@link #poll()},
 * {@link #acknowledge} and {@link #ping()} until {@link #abort()}. One owner thread; only {@link #abort()},
 * {@link #silentNanos()} and {@link #receivedBytes()} may be called from others.
 *
 * <p>The driver's own flushing is off: it would acknowledge what is not durable. Its {@code close} is never called: it
 * reads a running transaction to its end into memory. The session ends by {@link #abort()}, after which the server frees
 * the slot at once and sends again what was not acknowledged.
 */
public final class ReplicationSession {
    private static final int PROTOCOL_VERSION = 1;

    private final SourceConfig source;
    private final SqlFailures failures;
    private final ReplicationConnection connection;
    private @Nullable PGReplicationStream stream;
    private long acknowledgedLsn;
    private long highestWalEnd;
    private volatile boolean reading = true;
    private volatile long readingSinceNanos = System.nanoTime();

    private ReplicationSession(SourceConfig source, SqlFailures failures, ReplicationConnection connection) {
        this.source = source;
        this.failures = failures;
        this.connection = connection;
    }

    /** Connects in replication mode. The slot is not touched yet. */
    public static ReplicationSession open(SourceConfig source, ServerConnections connections) {
        return new ReplicationSession(source, connections.failures(), connections.replication());
    }

    /** Who the server is. Before {@link #start}. */
    public ServerIdentity identity() {
        try {
            return connection.identifySystem();
        } catch (SQLException e) {
            throw failures.query(e, "asking for the system identifier");
        }
    }

    /**
     * Refuses a server, slot or publication that does not continue what is staged. Before {@link #start}.
     *
     * @throws GatewayException with the difference and its remedy
     */
    public void verifyLineage(
            @Nullable StagedPosition staged,
            ServerIdentity server,
            @Nullable SlotState slot,
            List<PublicationState> publications) {
        new LineageCheck(source, failures).verify(staged, server, slot, publications, connection);
    }

    /**
     * Makes the slot one that standbys keep in step, if that is configured and the server can (PostgreSQL 17). Before
     * {@link #start}.
     *
     * @return true when the slot was changed
     */
    public boolean alignFailover() {
        if (!source.failover()) {
            return false;
        }
        try {
            return connection.makeFailover(source.slot());
        } catch (SQLException e) {
            throw failures.query(e, "making slot " + source.slot() + " a failover slot");
        }
    }

    /**
     * Starts streaming. After it returns no other connection streams from the slot.
     *
     * @param startLsn where to start: the durable LSN of the commit log, or the slot's own for a new log
     * @throws GatewayException SLOT_ACTIVE when another connection has the slot
     */
    public void start(long startLsn, StreamOptions options) {
        try {
            ChainedLogicalStreamBuilder builder = connection
                    .connection()
                    .unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(source.slot())
                    .withAutomaticFlush(false)
                    .withStartPosition(LogSequenceNumber.valueOf(startLsn))
                    .withStatusInterval((int) options.statusInterval().toMillis(), TimeUnit.MILLISECONDS)
                    .withSlotOption("proto_version", PROTOCOL_VERSION)
                    .withSlotOption("publication_names", Identifiers.publicationNames(options.publications()));
            if (options.binary()) {
                builder = builder.withSlotOption("binary", true);
            }
            if (options.messages()) {
                builder = builder.withSlotOption("messages", true);
            }
            PGReplicationStream started = builder.start();
            LogSequenceNumber position = LogSequenceNumber.valueOf(startLsn);
            started.setFlushedLSN(position);
            started.setAppliedLSN(position);
            stream = started;
            acknowledgedLsn = startLsn;
            highestWalEnd = startLsn;
            // Fencing and sweeping come before the first poll and may take long.
            pauseReading();
        } catch (SQLException e) {
            throw starting(e);
        }
    }

    private GatewayException starting(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return switch (state) {
            case "42704" ->
                failures.failure(ErrorCode.SLOT_MISSING, "Slot " + source.slot() + " does not exist", e)
                        .with("lsn", Lsn.toString(acknowledgedLsn));
            case "55000" ->
                failures.failure(ErrorCode.SLOT_LOST, "The server gave slot " + source.slot() + " up", e)
                        .with("lsn", Lsn.toString(acknowledgedLsn));
            default -> failures.query(e, "starting replication from slot " + source.slot());
        };
    }

    /**
     * The next pgoutput message, or null when none has arrived within about a millisecond.
     *
     * @return a buffer over a fresh array; borrowed until the next call in spirit, the caller's in fact
     */
    public @Nullable ByteBuffer poll() {
        resumeReading();
        connection.wire().pollBegins();
        try {
            ByteBuffer message = started().readPending();
            if (message == null && connection.wire().ended()) {
                throw failures.failure(ErrorCode.CONNECTION_LOST, "The server closed the replication connection", null);
            }
            return message;
        } catch (SQLException e) {
            throw streaming(e);
        }
    }

    private GatewayException streaming(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (state.equals("42704")) {
            return failures.failure(
                            ErrorCode.PUBLICATION_MISSING,
                            "The server cannot decode on: publication " + source.publication()
                                    + " does not exist at this point of the WAL",
                            e)
                    .with("lsn", Lsn.toString(acknowledgedLsn));
        }
        return failures.query(e, "streaming");
    }

    /**
     * Position up to which the server has sent everything that commits: the end of WAL of the newest keepalive, or the
     * end of the newest transaction. Only to be used between transactions. Never goes back.
     */
    public long receivedWalEnd() {
        long received = started().getLastReceiveLSN().asLong();
        if (Lsn.compare(received, highestWalEnd) > 0) {
            highestWalEnd = received;
        }
        return highestWalEnd;
    }

    /**
     * Tells the server that everything below {@code durableLsn} is durable, at once.
     *
     * @param durableLsn from the durable frontier and from nowhere else; a position below an earlier one is ignored
     */
    public void acknowledge(long durableLsn) {
        if (Lsn.compare(durableLsn, acknowledgedLsn) > 0) {
            LogSequenceNumber position = LogSequenceNumber.valueOf(durableLsn);
            started().setFlushedLSN(position);
            started().setAppliedLSN(position);
            acknowledgedLsn = durableLsn;
            ping();
        }
    }

    /** The position that was acknowledged last. */
    public long acknowledgedLsn() {
        return acknowledgedLsn;
    }

    /** Sends a status update that asks for a keepalive. Keeps the walsender alive while the caller does not poll. */
    public void ping() {
        try {
            started().forceUpdateStatus();
        } catch (SQLException e) {
            throw streaming(e);
        }
    }

    /** The owner does not poll for a while: silence means nothing until it polls again. */
    public void pauseReading() {
        reading = false;
    }

    /** The owner polls again: a link that freezes from here on is noticed. */
    private void resumeReading() {
        if (!reading) {
            readingSinceNanos = System.nanoTime();
            reading = true;
        }
    }

    /** Nanoseconds in which the owner waited for a byte and none came; 0 while it does not wait. Any thread. */
    public long silentNanos() {
        if (!reading) {
            return 0;
        }
        long now = System.nanoTime();
        return Math.min(now - connection.wire().lastByteNanos(), now - readingSinceNanos);
    }

    /** Bytes received on this connection. Any thread. */
    public long receivedBytes() {
        return connection.wire().receivedBytes();
    }

    /** Ends the session at once; a blocked owner thread gets an error. Any thread, any number of times. */
    public void abort() {
        connection.wire().cut();
        connection.abort();
    }

    private PGReplicationStream started() {
        PGReplicationStream running = stream;
        if (running == null) {
            throw new IllegalStateException("start() was not called");
        }
        return running;
    }
}
