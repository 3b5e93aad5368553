package dev.headgate.gateway.source;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.pgoutput.type.Lsn;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Proves, before every START_REPLICATION, that the server still has the history that the staged files come from and that
 * nobody moved the slot.
 *
 * <p>PostgreSQL does not check this: it accepts a start position beyond its own WAL, delivers nothing, and takes the
 * acknowledgement. So each comparison here stands between the gateway and a silent gap. Nothing is changed on the server.
 */
final class LineageCheck {
    private final SourceConfig source;
    private final SqlFailures failures;

    LineageCheck(SourceConfig source, SqlFailures failures) {
        this.source = source;
        this.failures = failures;
    }

    /**
     * @param staged null when nothing is staged yet: then only the slot itself is looked at
     * @throws GatewayException with the code of the first difference
     */
    void verify(
            @Nullable StagedPosition staged,
            ServerIdentity server,
            @Nullable SlotState slot,
            List<PublicationState> publications,
            ReplicationConnection connection) {
        if (staged != null) {
            requireSameCluster(staged, server);
            requireSameHistory(staged, server, connection);
            requireReached(staged, server);
        }
        SlotState present = requireSlot(staged, slot);
        if (staged != null) {
            requireNotAdvanced(staged, present);
            requireSamePublication(staged, publications);
        }
    }

    private void requireSameCluster(StagedPosition staged, ServerIdentity server) {
        if (!staged.systemId().equals(server.systemId())) {
            throw failures.failure(
                            ErrorCode.CLUSTER_CHANGED,
                            "The server is another cluster (system identifier " + server.systemId()
                                    + ") than the staged changes come from (" + staged.systemId() + ")",
                            null)
                    .with("lsn", Lsn.toString(staged.durableLsn()));
        }
    }

    private void requireSameHistory(StagedPosition staged, ServerIdentity server, ReplicationConnection connection) {
        if (server.timeline() == staged.timeline()) {
            return;
        }
        if (server.timeline() < staged.timeline()) {
            throw diverged(staged, server, "is older than the staged one");
        }
        Long leftAt = timelineHistory(server.timeline(), connection).leftAt(staged.timeline());
        if (leftAt == null) {
            throw diverged(staged, server, "does not descend from the staged one");
        }
        if (Lsn.compare(leftAt, staged.durableLsn()) < 0) {
            throw diverged(staged, server, "left the staged one at " + Lsn.toString(leftAt));
        }
    }

    private TimelineHistory timelineHistory(int timeline, ReplicationConnection connection) {
        try {
            return connection.timelineHistory(timeline);
        } catch (SQLException e) {
            throw failures.query(e, "reading the history of timeline " + timeline);
        }
    }

    private GatewayException diverged(StagedPosition staged, ServerIdentity server, String how) {
        return failures.failure(
                        ErrorCode.TIMELINE_DIVERGED,
                        "The server's timeline " + server.timeline() + " " + how + " (timeline " + staged.timeline()
                                + ")",
                        null)
                .with("lsn", Lsn.toString(staged.durableLsn()));
    }

    private void requireReached(StagedPosition staged, ServerIdentity server) {
        if (Lsn.compare(server.flushLsn(), staged.durableLsn()) < 0) {
            throw failures.failure(
                            ErrorCode.SERVER_BEHIND,
                            "The server's WAL ends at " + Lsn.toString(server.flushLsn())
                                    + ", before what is staged already",
                            null)
                    .with("lsn", Lsn.toString(staged.durableLsn()));
        }
    }

    private SlotState requireSlot(@Nullable StagedPosition staged, @Nullable SlotState slot) {
        String durable = staged == null ? "0/0" : Lsn.toString(staged.durableLsn());
        if (slot == null) {
            throw failures.failure(ErrorCode.SLOT_MISSING, "Slot " + source.slot() + " does not exist", null)
                    .with("lsn", durable);
        }
        if (!"pgoutput".equals(slot.plugin()) || !source.database().equals(slot.database()) || slot.twoPhase()) {
            throw failures.failure(
                    ErrorCode.SLOT_MISMATCH,
                    "Slot " + slot.name() + " has plug-in " + slot.plugin() + ", database " + slot.database()
                            + (slot.twoPhase() ? " and decodes at PREPARE" : ""),
                    null);
        }
        if (slot.isLost()) {
            String why = slot.invalidation() == null ? "" : " (" + slot.invalidation() + ")";
            throw failures.failure(ErrorCode.SLOT_LOST, "The server gave slot " + slot.name() + " up" + why, null)
                    .with("lsn", durable);
        }
        return slot;
    }

    private void requireNotAdvanced(StagedPosition staged, SlotState slot) {
        if (Lsn.compare(slot.confirmedFlushLsn(), staged.durableLsn()) > 0) {
            throw failures.failure(
                            ErrorCode.SLOT_ADVANCED,
                            "Slot " + slot.name() + " was advanced, or dropped and created again, by somebody else",
                            null)
                    .with("lsn", Lsn.toString(staged.durableLsn()))
                    .with("confirmed_lsn", Lsn.toString(slot.confirmedFlushLsn()));
        }
    }

    private void requireSamePublication(StagedPosition staged, List<PublicationState> publications) {
        PublicationFingerprint then = staged.publication();
        if (then == null) {
            return;
        }
        PublicationFingerprint now = PublicationState.fingerprint(publications);
        if (then.oid() != now.oid()) {
            throw failures.failure(
                            ErrorCode.PUBLICATION_RECREATED,
                            "Publication " + source.publication() + " was dropped and created again",
                            null)
                    .with("lsn", Lsn.toString(staged.durableLsn()));
        }
        List<String> rejoined = then.rejoined(now);
        if (!rejoined.isEmpty()) {
            throw failures.failure(
                            ErrorCode.PUBLICATION_CHANGED,
                            "Table " + rejoined.get(0) + " left publication " + source.publication()
                                    + " and came back, or its column list or row filter changed",
                            null)
                    .with("table", rejoined.get(0))
                    .with("lsn", Lsn.toString(staged.durableLsn()));
        }
    }
}
