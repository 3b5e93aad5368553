package dev.headgate.gateway.daemon;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.LsnPoint;
import dev.headgate.gateway.pipeline.HeartbeatReader;
import dev.headgate.gateway.pipeline.SourceContext;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.source.SlotState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    private static final int MESSAGES_SINCE = 14;

    private final SourceContext source;
    private final ServerConnections connections;
    private final StagingUpkeep upkeep;
    private volatile @Nullable SlotState slot;
    private volatile long serverLsn;
    private Instant lastHeartbeat = Instant.EPOCH;
    private Instant lastHarmCheck = Instant.now();

    SourceObserver(SourceContext source, ServerConnections connections, StagingUpkeep upkeep) {
        this.source = source;
        this.connections = connections;
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
                source.control().serverStopping(false);
                while (true) {
                    look(control);
                    upkeep.runIfDue();
                    Thread.sleep(LOOK_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (GatewayException e) {
                // The stream meets the same failure and reports it. Here it may mean that the server is shutting down.
                source.control().serverStopping(true);
                LOG.debug(
                        "control connection of source {} is down: {}",
                        source.config().name(),
                        e.what());
                pause();
            }
        }
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
        emitHeartbeat(control);
        checkHarm(control);
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
            if (e.code() != ErrorCode.APPLICATION_HARM) {
                throw e;
            }
            source.metrics().error(e.code());
            LOG.error("the application's own statements fail: {}", e.what(), e);
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
