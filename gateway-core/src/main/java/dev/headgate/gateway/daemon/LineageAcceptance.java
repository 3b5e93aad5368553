package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.pipeline.StagingFailures;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.PublicationSetup;
import dev.headgate.gateway.source.PublicationState;
import dev.headgate.gateway.source.ReplicationSession;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.gateway.source.ServerIdentity;
import dev.headgate.gateway.source.SlotState;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.EntryDraft;
import dev.headgate.staging.log.Lineage;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoreLock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The operator's decision that changes are lost: a new slot, and an entry that begins the next epoch at its consistent
 * point. What is staged stays as it is. Repeating it after a failure in between completes it.
 */
final class LineageAcceptance {
    private static final String EVENT = "lineage_accepted";

    private final GatewayConfig config;
    private final SourceConfig source;
    private final ServerConnections connections;

    LineageAcceptance(GatewayConfig config, SourceConfig source) {
        this.config = config;
        this.source = source;
        this.connections = new ServerConnections(source);
    }

    /**
     * What was done, a sentence each.
     *
     * @throws GatewayException nothing was changed that repeating would not complete
     */
    List<String> run() {
        Map<String, String> facts = connections.failures().facts();
        try (StagingStore store = new LocalStore(Path.of(config.staging().uri()));
                StoreLock lock = store.tryLock(SourceLock.path(source.name()))) {
            if (lock == null) {
                throw new GatewayException(
                        ErrorCode.LOCK_HELD, "The gateway of this source runs; stop it first", facts);
            }
            CommitLog log = CommitLog.open(store, source.name());
            if (!log.state().exists()) {
                return List.of("Nothing is staged for source " + source.name() + ", so there is no lineage to accept.");
            }
            return accept(log);
        } catch (IOException e) {
            throw StagingFailures.of(e, facts, config.staging().uri().toString());
        }
    }

    private List<String> accept(CommitLog log) {
        LogState state = log.state();
        try (ControlSession control = new ControlSession(source, connections)) {
            List<PublicationState> publications = new PublicationSetup(source, control).adoptOrCreate(true);
            SlotState old = control.slot();
            if (old != null && old.active()) {
                throw connections
                        .failures()
                        .failure(
                                ErrorCode.SLOT_ACTIVE,
                                "Slot " + source.slot() + " is in use by another connection",
                                null);
            }
            control.dropSlot();
            long start = control.createSlot();
            ServerIdentity server = identity();
            int epoch = state.epoch() + 1;
            List<LogEvent> events = new ArrayList<>();
            events.add(new LogEvent(
                    EVENT,
                    Map.of(
                            "staged_through", Lsn.toString(state.throughLsn()),
                            "slot_created_at", Lsn.toString(start))));
            events.add(OpenedEvent.of(
                    new SecureRandom().nextInt(),
                    PublicationState.fingerprint(publications),
                    Map.of("metadata_prefix", source.metadataPrefix())));
            events.addAll(refreshes(state));
            log.publish(EntryDraft.ofEvents(
                    epoch,
                    new Lineage(
                            server.systemId(),
                            server.timeline(),
                            source.database(),
                            source.slot(),
                            source.publication()),
                    start,
                    events));
            return List.of(
                    "Slot " + source.slot() + " was created at " + Lsn.toString(start) + ".",
                    "Source " + source.name() + " goes on in epoch " + epoch + "; changes between "
                            + Lsn.toString(state.throughLsn()) + " and the new slot are not staged.",
                    "Start the gateway: tables are read again, unless sources." + source.name()
                            + ".snapshot says otherwise; compare those with the source.");
        }
    }

    /** What is staged of a table may miss changes: its next generation begins with the epoch, and is read at the start. */
    private List<LogEvent> refreshes(LogState state) {
        return state.tables().values().stream()
                .filter(table -> !table.removed() && table.generation() > 0)
                .filter(table -> source.snapshot()
                        .wants(table.table().schema(), table.table().table()))
                .map(table -> LogEvent.refreshStarted(table.table(), table.generation() + 1, Map.of()))
                .toList();
    }

    private ServerIdentity identity() {
        ReplicationSession session = ReplicationSession.open(source, connections);
        try {
            return session.identity();
        } finally {
            session.abort();
        }
    }
}
