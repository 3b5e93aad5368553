package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.WalAction;
import dev.headgate.gateway.config.WalGuardConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.LsnPoint;
import dev.headgate.gateway.metrics.SourceMetrics;
import dev.headgate.gateway.pipeline.HeartbeatReader;
import dev.headgate.gateway.pipeline.SourceContext;
import dev.headgate.gateway.pipeline.TableLook;
import dev.headgate.gateway.source.Catalog;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.DdlTracking;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.PublicationState;
import dev.headgate.gateway.source.PublishedTable;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.source.SlotState;
import dev.headgate.gateway.source.SlotStatistics;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.WalGuardStatus;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.staging.log.Lineage;
import dev.headgate.staging.log.LogState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
    private static final Duration TABLE_LOOK = Duration.ofSeconds(5);
    private static final Duration STATISTICS = Duration.ofSeconds(10);
    private static final int MESSAGES_SINCE = 14;
    private static final Duration SHUTDOWN_MAX = Duration.ofMinutes(1);
    private static final Set<ErrorCode> SHUTDOWN_SIGNS =
            EnumSet.of(ErrorCode.CONNECTION_LOST, ErrorCode.SERVER_STARTING, ErrorCode.SERVER_UNAVAILABLE);

    private final SourceContext source;
    private final ServerConnections connections;
    private final SessionWatch sessionWatch;
    private final StagingUpkeep upkeep;
    private final WalGuard guard;
    private final LastResort lastResort;
    private volatile WalGuardStatus walGuard = WalGuardStatus.UNKNOWN;
    private volatile @Nullable SlotState slot;
    private volatile long serverLsn;
    private @Nullable ErrorCode lastFailure;
    private long lostNanos;
    private long publicationOid;
    private Instant lastHeartbeat = Instant.EPOCH;
    private Instant lastHarmCheck = Instant.now();
    private Instant lastTableLook = Instant.EPOCH;
    private Instant lastTrackingLook = Instant.EPOCH;
    private Instant lastStatistics = Instant.EPOCH;
    private long behindSinceMillis;
    private boolean snapshotsPaused;

    SourceObserver(
            SourceContext source,
            ServerConnections connections,
            SessionWatch sessionWatch,
            StagingUpkeep upkeep,
            LastResort lastResort) {
        this.source = source;
        this.guard = new WalGuard(source.config().walGuard(), System::nanoTime);
        this.lastResort = lastResort;
        this.connections = connections;
        this.sessionWatch = sessionWatch;
        this.upkeep = upkeep;
    }

    /** The slot as last seen; null when it was not seen. */
    @Nullable
    SlotState slot() {
        return slot;
    }

    /** Other thresholds for the slot's WAL from now on. Any thread. */
    void guardBy(WalGuardConfig config) {
        guard.configure(config);
    }

    /** Room for the slot's WAL as last seen. */
    WalGuardStatus walGuard() {
        return walGuard;
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
        report(end, seen);
        readStatistics(control);
        guard(control, end, seen);
        checkPublication(control);
        lookAtTables(control);
        lookForDdlTracking(control);
        emitHeartbeat(control);
        checkHarm(control);
    }

    private void report(long end, @Nullable SlotState seen) {
        SourceMetrics metrics = source.metrics();
        metrics.observedAt(Instant.now().toEpochMilli());
        metrics.lsn(LsnPoint.SERVER, end);
        metrics.lsn(LsnPoint.SLOT_CONFIRMED, seen == null ? 0 : seen.confirmedFlushLsn());
        metrics.lsn(LsnPoint.SLOT_RESTART, seen == null ? 0 : seen.restartLsn());
        metrics.slot(
                seen != null && seen.active(),
                seen == null ? null : seen.walStatus(),
                seen == null ? null : seen.safeWalBytes());
        long durable = source.progress().durableLsn();
        metrics.lsn(LsnPoint.DURABLE, durable);
        metrics.behindSince(behindSince(end, durable));
    }

    /** Since when the server's WAL goes on while nothing is read; 0 while a stream runs, or there is nothing to read. */
    private long behindSince(long end, long durable) {
        SourceState state = source.progress().state();
        boolean reading = state == SourceState.STREAMING || state == SourceState.BACK_PRESSURED;
        if (reading || durable == 0 || Lsn.compare(end, durable) <= 0) {
            behindSinceMillis = 0;
        } else if (behindSinceMillis == 0) {
            behindSinceMillis = Instant.now().toEpochMilli();
        }
        return behindSinceMillis;
    }

    private void readStatistics(ControlSession control) {
        Instant now = Instant.now();
        if (Duration.between(lastStatistics, now).compareTo(STATISTICS) < 0) {
            return;
        }
        lastStatistics = now;
        SlotStatistics seen = control.slotStatistics();
        source.metrics()
                .slotStatistics(
                        seen == null ? null : seen.catalogXminAge(),
                        seen == null ? null : seen.inactiveSeconds(),
                        seen == null ? 0 : seen.spilledBytes());
    }

    private void guard(ControlSession control, long end, @Nullable SlotState seen) {
        if (seen == null) {
            walGuard = WalGuardStatus.UNKNOWN;
        } else {
            boolean behind = seen.restartLsn() != 0 && Lsn.compare(end, seen.restartLsn()) > 0;
            walGuard = guard.look(behind ? end - seen.restartLsn() : 0, seen.safeWalBytes(), seen.walStatus());
            if (walGuard.level() == WalGuardStatus.Level.DANGER && isDropAllowed(seen)) {
                saveServer(control, seen);
            }
        }
        pauseSnapshots(walGuard.snapshotsPaused());
        source.metrics().walGuard(walGuard);
    }

    private void pauseSnapshots(boolean pause) {
        if (pause != snapshotsPaused) {
            LOG.warn(
                    pause
                            ? "no chunk of a table is begun: the room for the WAL of slot {} is almost used up"
                            : "chunks of tables are read again: slot {} has room for its WAL",
                    source.config().slot());
        }
        snapshotsPaused = pause;
        source.control().pauseSnapshots(pause);
    }

    /** Only if that was asked for, and the slot is without doubt the one that this source has read from. */
    private boolean isDropAllowed(SlotState seen) {
        LogState log = source.progress().log();
        Lineage lineage = log == null ? null : log.lineage();
        return guard.config().action() == WalAction.DROP_SLOT
                && !seen.isLost()
                && "pgoutput".equals(seen.plugin())
                && source.config().database().equals(seen.database())
                && lineage != null
                && lineage.slot().equals(seen.name());
    }

    /** Takes the source out of service and, once nobody streams from it any more, drops the slot. */
    private void saveServer(ControlSession control, SlotState seen) {
        lastResort.hold();
        if (seen.active()) {
            return;
        }
        control.dropSlot();
        String durable = Lsn.toString(source.progress().durableLsn());
        LOG.error(
                "slot {} was dropped to save the server's disk; changes after {} are lost to the staged files",
                seen.name(),
                durable);
        lastResort.halt(new GatewayException(
                        ErrorCode.WAL_BUDGET_SPENT,
                        "The slot was dropped to save the server's disk, as sources."
                                + source.config().name() + ".wal_guard.action says",
                        source.facts())
                .with("lsn", durable));
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

    /** A table that joins, leaves or changes is noticed soon, not only when its next change comes. */
    private void lookAtTables(ControlSession control) {
        Instant now = Instant.now();
        if (Duration.between(lastTableLook, now).compareTo(TABLE_LOOK) < 0) {
            return;
        }
        lastTableLook = now;
        long started = System.nanoTime();
        Catalog catalog = new Catalog(control);
        PublicationState main = catalog.publication(source.config().publication());
        if (main == null) {
            return;
        }
        PublicationState inserts = catalog.publication(source.config().publication() + PublicationSetup.INSERTS_SUFFIX);
        List<PublishedTable> tables = Stream.of(main, inserts)
                .flatMap(Stream::ofNullable)
                .flatMap(publication -> publication.tables().stream())
                .filter(table -> source.config().selects(table.schema(), table.table()))
                .toList();
        List<Long> oids = tables.stream().map(PublishedTable::relationOid).toList();
        source.control().look(new TableLook(started, tables, catalog.storages(oids)));
    }

    /** A session that began before DDL tracking was installed is not sent what it tells. */
    private void lookForDdlTracking(ControlSession control) {
        Instant now = Instant.now();
        if (Duration.between(lastTrackingLook, now).compareTo(TABLE_LOOK) < 0) {
            return;
        }
        lastTrackingLook = now;
        boolean streams = source.progress().state() == SourceState.STREAMING;
        if (streams
                && !source.control().asksForMessages()
                && control.majorVersion() >= DdlTracking.SINCE
                && DdlTracking.state(control) == DdlTracking.State.ENABLED) {
            LOG.info("DDL tracking was installed; the session begins again and asks for it");
            sessionWatch.abort();
        }
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
