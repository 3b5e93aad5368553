package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.config.TableErrorPolicy;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.pipeline.BinarySupport;
import dev.headgate.gateway.pipeline.SnapshotSetup;
import dev.headgate.gateway.pipeline.SourceContext;
import dev.headgate.gateway.pipeline.SourceStream;
import dev.headgate.gateway.pipeline.StagingArea;
import dev.headgate.gateway.pipeline.TableErroredException;
import dev.headgate.gateway.pipeline.TextNeededException;
import dev.headgate.gateway.source.Catalog;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.DdlTracking;
import dev.headgate.gateway.source.PublicationHarm;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.PublicationState;
import dev.headgate.gateway.source.ReplicationSession;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.source.ServerIdentity;
import dev.headgate.gateway.source.SlotState;
import dev.headgate.gateway.source.SnapshotExport;
import dev.headgate.gateway.source.StagedPosition;
import dev.headgate.gateway.source.StreamOptions;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.staging.OrphanFiles;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.Durable;
import dev.headgate.staging.log.EntryDraft;
import dev.headgate.staging.log.Lineage;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.schema.TableName;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a session, from connecting to the end of the stream. The source's lock is held by the caller.
 *
 * <p>The order is the recovery order of the staging format: read the log, prove the lineage, start replication, read the
 * log again, fence, delete orphans, stream.
 */
final class SessionAttempt {
    private static final Logger LOG = LoggerFactory.getLogger(SessionAttempt.class);
    private static final int FIRST_EPOCH = 1;
    private static final int BINARY_SINCE = 14;

    private final SourceContext source;
    private final SourceConfig config;
    private final ServerConnections connections;
    private final StagingSetup staging;
    private final SessionWatch watch;
    private List<PublicationHarm> unidentified = List.of();

    SessionAttempt(SourceContext source, ServerConnections connections, StagingSetup staging, SessionWatch watch) {
        this.source = source;
        this.config = source.config();
        this.connections = connections;
        this.staging = staging;
        this.watch = watch;
    }

    /**
     * Runs until the stream ends in order.
     *
     * @param streaming called once the stream runs
     * @return false when the log moved while replication was started, or values must be asked for in text: try again at
     *     once
     */
    boolean run(Runnable streaming) throws IOException, InterruptedException {
        CommitLog log = CommitLog.open(staging.store(), config.name());
        LogState state = log.state();
        requireOwnLog(state);
        source.progress().log(state);
        source.state(SourceState.CONNECTING);
        try (ControlSession control = new ControlSession(config, connections)) {
            requirePrimary(control);
            List<PublicationState> publications = publications(control, state);
            Map<String, String> details = new LinkedHashMap<>();
            details.put("metadata_prefix", config.metadataPrefix());
            SlotState slot = control.slot();
            if (slot != null || state.exists() || !config.createSlot()) {
                return attempt(control, log, slot, publications, details, null, streaming);
            }
            try (SnapshotExport export = new SnapshotExport(connections)) {
                export.createSlot(config);
                LOG.info("created slot {} at {}", config.slot(), Lsn.toString(export.consistentPoint()));
                details.put("slot_created_at", Lsn.toString(export.consistentPoint()));
                return attempt(control, log, control.slot(), publications, details, export, streaming);
            }
        }
    }

    /** A table that lost its identity since the source began is left out; before, the publication is refused. */
    private List<PublicationState> publications(ControlSession control, LogState state) {
        PublicationSetup setup = new PublicationSetup(config, control);
        if (!state.exists() || config.onTableError() == TableErrorPolicy.HALT) {
            return setup.adoptOrCreate(!state.exists());
        }
        List<PublicationState> publications = setup.adopt();
        unidentified = setup.refuseOtherHarm(publications, PublicationHarm.Kind.NO_IDENTITY);
        return publications;
    }

    private boolean attempt(
            ControlSession control,
            CommitLog log,
            @Nullable SlotState slot,
            List<PublicationState> publications,
            Map<String, String> details,
            @Nullable SnapshotExport export,
            Runnable streaming)
            throws IOException, InterruptedException {
        LogState state = log.state();
        ReplicationSession session = ReplicationSession.open(config, connections);
        try {
            watch.opened(session);
            ServerIdentity server = session.identity();
            session.verifyLineage(staged(state), server, slot, publications);
            SnapshotSetup snapshots = new SnapshotSetup(
                    connections,
                    publications.stream().map(PublicationState::name).toList(),
                    export);
            return stream(
                    session, control, log, server, startLsn(state, slot), publications, details, snapshots, streaming);
        } finally {
            watch.closed();
            session.abort();
        }
    }

    /** What was read in a snapshot that a standby (PostgreSQL 17) had exported lacked rows, without an error. */
    private void requirePrimary(ControlSession control) {
        if (control.isStandby()) {
            throw new GatewayException(
                    ErrorCode.SERVER_IS_STANDBY,
                    "The server is a standby",
                    connections.failures().facts());
        }
    }

    /** A log of another slot says nothing about this one: a mount or a restored directory has changed below the gateway. */
    private void requireOwnLog(LogState state) {
        Lineage lineage = state.lineage();
        if (lineage == null) {
            return;
        }
        boolean own = lineage.database().equals(config.database())
                && lineage.slot().equals(config.slot())
                && lineage.publication().equals(config.publication());
        if (!own) {
            throw new GatewayException(
                            ErrorCode.LOG_SWAPPED,
                            "The commit log is that of database " + lineage.database() + ", slot " + lineage.slot()
                                    + " and publication " + lineage.publication(),
                            source.facts())
                    .with("file", staging.store().uri(SourceLock.directory(config.name())));
        }
    }

    private @Nullable StagedPosition staged(LogState state) {
        Lineage lineage = state.lineage();
        return lineage == null
                ? null
                : new StagedPosition(
                        lineage.systemId(), lineage.timeline(), state.throughLsn(), OpenedEvent.publicationOf(state));
    }

    private static long startLsn(LogState state, @Nullable SlotState slot) {
        if (state.exists() || slot == null) {
            return state.throughLsn();
        }
        return slot.confirmedFlushLsn();
    }

    private boolean stream(
            ReplicationSession session,
            ControlSession control,
            CommitLog log,
            ServerIdentity server,
            long startLsn,
            List<PublicationState> publications,
            Map<String, String> details,
            SnapshotSetup snapshots,
            Runnable streaming)
            throws IOException, InterruptedException {
        Catalog catalog = new Catalog(control);
        StreamOptions options = options(control, catalog, publications);
        if (session.alignFailover()) {
            LOG.info("made slot {} a failover slot", config.slot());
        }
        session.start(startLsn, options);
        if (log.refresh()) {
            return false;
        }
        LogState state = log.state();
        int writerId = new SecureRandom().nextInt();
        Lineage lineage = new Lineage(
                server.systemId(), server.timeline(), config.database(), config.slot(), config.publication());
        List<LogEvent> events = new ArrayList<>();
        events.add(OpenedEvent.of(writerId, PublicationState.fingerprint(publications), details));
        events.addAll(new Quarantine(source).events(state, unidentified));
        int epoch = Math.max(FIRST_EPOCH, state.epoch());
        Durable fence = fence(log, EntryDraft.ofEvents(epoch, lineage, startLsn, events));
        new OrphanFiles(staging.store(), log).deleteBehind(fence, destinations(publications));
        source.progress().log(log.state());
        StagingArea area = new StagingArea(
                staging.root(),
                staging.store(),
                log,
                lineage,
                writerId,
                staging.parquet(),
                staging.limits(),
                staging.flush(),
                staging.minFreeBytes());
        LOG.info("streaming from slot {} at {}", config.slot(), Lsn.toString(startLsn));
        streaming.run();
        try {
            new SourceStream(source, area, session, catalog, options.binary(), fence, snapshots).run();
            return true;
        } catch (TextNeededException e) {
            LOG.info("the session starts again with values as text", e);
            source.control().askForText();
            return false;
        } catch (TableErroredException e) {
            quarantine(log, epoch, lineage, e);
            return false;
        }
    }

    /**
     * Says in the log that a table stands still, before anything is staged and acknowledged that came after its last entry:
     * the session has dropped what it had received, and the next one leaves the table out.
     */
    private void quarantine(CommitLog log, int epoch, Lineage lineage, TableErroredException errored) {
        LogState state = log.state();
        log.publish(EntryDraft.ofEvents(
                epoch, lineage, state.throughLsn(), List.of(new Quarantine(source).event(state, errored))));
    }

    /** A former writer that still runs loses the number it wants next: it can publish nothing more. */
    private static Durable fence(CommitLog log, EntryDraft opened) {
        return log.publish(opened);
    }

    /** Tables that may have files of a killed writer, also when no entry has named them yet. */
    private Set<TableName> destinations(List<PublicationState> publications) {
        return publications.stream()
                .flatMap(publication -> publication.tables().stream())
                .filter(table -> config.selects(table.schema(), table.table()))
                .map(table -> config.destinationOf(table.schema(), table.table()))
                .collect(Collectors.toSet());
    }

    private StreamOptions options(ControlSession control, Catalog catalog, List<PublicationState> publications) {
        boolean binary = control.majorVersion() >= BINARY_SINCE
                && !source.control().textOnly()
                && switch (config.binary()) {
                    case ON -> true;
                    case OFF -> false;
                    case AUTO -> BinarySupport.covers(catalog.tables(), publications, config);
                };
        boolean tracked =
                control.majorVersion() >= DdlTracking.SINCE && DdlTracking.state(control) == DdlTracking.State.ENABLED;
        boolean heartbeats = config.heartbeatInterval() != null && control.majorVersion() >= BINARY_SINCE;
        boolean messages = tracked || heartbeats;
        source.control().asksForMessages(messages);
        if (tracked) {
            LOG.info("DDL is tracked: the stream tells of altered tables");
        }
        return new StreamOptions(
                publications.stream().map(PublicationState::name).toList(), binary, messages, config.statusInterval());
    }
}
