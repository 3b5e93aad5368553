package dev.headgate.gateway.daemon;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.LsnPoint;
import dev.headgate.gateway.pipeline.HeartbeatReader;
import dev.headgate.gateway.pipeline.SourceContext;
import dev.headgate.gateway.source.Catalog;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.PublicationState;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.source.SlotState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the server and the slot over a control connection of its own, whether the stream runs or not: that is when
 * slot lag matters most. It also notices a server that shuts down, and emits heartbeats.
 */
final class SourceObserver implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceObserver.class);
    private static final long LOOK_MILLIS = 500;
    private static final long RETRY_MILLIS = 1_000;
    private static final Duration HARM_CHECK = Duration.ofMinutes(1);
    private static final Duration MEMBERSHIP_CHECK = Duration.ofSeconds(5);
    private static final int MESSAGES_SINCE = 14;
    private static final Duration SHUTDOWN_MAX = Duration.ofMinutes(1);
    private static final Set<ErrorCode> SHUTDOWN_SIGNS =
            EnumSet.of(ErrorCode.CONNECTION_LOST, ErrorCode.SERVER_STARTING, ErrorCode.SERVER_UNAVAILABLE);

    private final SourceContext source;
    private final ServerConnections connections;
    private final SessionWatch sessionWatch;
    private final StagingUpkeep upkeep;
    private volatile @Nullable SlotState slot;
    private volatile long serverLsn;
    private @Nullable ErrorCode lastFailure;
    private long lostNanos;
    private long publicationOid;
    private Instant lastHeartbeat = Instant.EPOCH;
    private Instant lastHarmCheck = Instant.now();
    private Instant lastMembershipCheck = Instant.EPOCH;
    private Set<Long> publishedTables = Set.of();

    SourceObserver(
            SourceContext source, ServerConnections connections, SessionWatch sessionWatch, StagingUpkeep upkeep) {
        this.source = source;
        this.connections = connections;
        this.sessionWatch = sessionWatch;
        this.upkeep = upkeep;
    }

    /** The slot as last seen; null when it was not seen. */
    @Nullable
    SlotState slot() {
        return slot;
    }

    /** End of the server's WAL as last seen; 0 when it was not seen. */
    long serverLsn() {
        return serverLsn;
    }

    /** Works until interrupted. */
    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try (ControlSession control = new ControlSession(source.config(), connections)) {
                lostNanos = 0;
                source.control().serverStopping(false);
                while (true) {
                    look(control);
                    upkeep.runIfDue();
                    Thread.sleep(LOOK_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (GatewayException e) {
                failed(e);
                pause();
            }
        }
    }

    /**
     * A lost connection may mean that the server is shutting down. It does not mean it for long, nor does a refused
     * connection while the stream runs: hurrying makes an entry of every few rows.
     */
    private void failed(GatewayException e) {
        long now = System.nanoTime();
        if (lostNanos == 0) {
            lostNanos = now;
        }
        boolean down = SHUTDOWN_SIGNS.contains(e.code());
        source.control().serverStopping(down && now - lostNanos < SHUTDOWN_MAX.toNanos());
        if (down) {
            // The stream meets the same failure and reports it.
            LOG.debug("control connection is down: {}", e.what());
        } else if (e.code() != lastFailure) {
            LOG.warn("the server cannot be observed: {}", e.report());
        }
        lastFailure = e.code();
    }

    private void look(ControlSession control) {
        long end = control.flushLsn();
        SlotState seen = control.slot();
        serverLsn = end;
        slot = seen;
        source.metrics().lsn(LsnPoint.SERVER, end);
        if (seen != null) {
            source.metrics().lsn(LsnPoint.SLOT_CONFIRMED, seen.confirmedFlushLsn());
            source.metrics().lsn(LsnPoint.SLOT_RESTART, seen.restartLsn());
            source.metrics().slot(seen.active(), seen.walStatus(), seen.safeWalBytes());
        }
        checkPublication(control);
        checkMembership(control);
        emitHeartbeat(control);
        checkHarm(control);
    }

    /**
     * A server before 18 fails to decode without the publication, a later one goes on and sends nothing. The session is
     * therefore ended when the publication is not the one that it began with, and the next one compares it with the log.
     */
    private void checkPublication(ControlSession control) {
        long oid = control.publicationOid();
        if (publicationOid != 0 && oid != publicationOid) {
            LOG.warn(
                    "publication {} was dropped; the session ends",
                    source.config().publication());
            sessionWatch.abort();
        }
        publicationOid = oid;
    }

    /** A table that joins the publication is read at once, not only when its first change comes. */
    private void checkMembership(ControlSession control) {
        Instant now = Instant.now();
        if (Duration.between(lastMembershipCheck, now).compareTo(MEMBERSHIP_CHECK) < 0) {
            return;
        }
        lastMembershipCheck = now;
        Set<Long> tables = new HashSet<>();
        Catalog catalog = new Catalog(control);
        for (String suffix : List.of("", PublicationSetup.INSERTS_SUFFIX)) {
            PublicationState publication = catalog.publication(source.config().publication() + suffix);
            if (publication != null) {
                publication.tables().forEach(table -> tables.add(table.relationOid()));
            }
        }
        if (!publishedTables.isEmpty() && !publishedTables.containsAll(tables)) {
            source.control().publicationGrew();
        }
        publishedTables = tables;
    }

    /** A replica identity may be changed at any time, and then the application's own statements fail. */
    private void checkHarm(ControlSession control) {
        Instant now = Instant.now();
        if (Duration.between(lastHarmCheck, now).compareTo(HARM_CHECK) < 0) {
            return;
        }
        lastHarmCheck = now;
        try {
            new PublicationSetup(source.config(), control).adoptOrCreate(false);
        } catch (GatewayException e) {
            if (e.code() == ErrorCode.APPLICATION_HARM) {
                source.metrics().error(e.code());
                LOG.error("the application's own statements fail: {}", e.what(), e);
            } else if (e.code() != ErrorCode.PUBLICATION_MISSING) {
                throw e;
            }
        }
    }

    private void emitHeartbeat(ControlSession control) {
        Duration interval = source.config().heartbeatInterval();
        Instant now = Instant.now();
        boolean due = interval != null
                && control.majorVersion() >= MESSAGES_SINCE
                && Duration.between(lastHeartbeat, now).compareTo(interval) >= 0;
        if (due) {
            lastHeartbeat = now;
            control.emitHeartbeat(
                    HeartbeatReader.prefix(source.config().name()),
                    String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, now)));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
