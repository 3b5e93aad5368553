package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.daemon.StatusView;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.GatewayVersion;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.TableStatus;
import dev.headgate.gateway.status.WalGuardStatus;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.store.StagingException;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the commit logs know without a running gateway: everything durable, nothing of the server. */
final class StagedStatus {
    /** What is known of a log that cannot be read. */
    private static final LogState UNREADABLE = new LogState(null, 0, null, 0, null, 0, 0, null, Map.of(), List.of());

    private StagedStatus() {}

    static GatewayStatus read(GatewayConfig config) throws Exception {
        List<SourceStatus> sources = new ArrayList<>();
        try (StagingStore store = StagingRoot.open(config.staging())) {
            for (SourceConfig source : config.sources().values()) {
                sources.add(read(store, source));
            }
        }
        return new GatewayStatus(GatewayVersion.current(), Instant.EPOCH, sources, null);
    }

    private static SourceStatus read(StagingStore store, SourceConfig source) throws IOException {
        try {
            return status(source, CommitLog.open(store, source.name()).state(), null);
        } catch (StagingException e) {
            GatewayException known = CommandFailure.of(e);
            SourceError error = new SourceError(
                    known.code().name(),
                    known.code().id(),
                    known.what(),
                    known.remedy(),
                    known.code().exitCode());
            return status(source, UNREADABLE, error);
        }
    }

    private static SourceStatus status(SourceConfig source, LogState state, @Nullable SourceError error) {
        List<TableStatus> tables = StatusView.staged(state);
        return new SourceStatus(
                source.name(),
                error == null ? SourceState.STOPPED : SourceState.HALTED,
                source.slot(),
                source.publication(),
                source.database(),
                null,
                state.exists() ? Text.lsn(state.throughLsn()) : null,
                null,
                null,
                null,
                null,
                0,
                0,
                null,
                state.lastEntry(),
                state.transactions(),
                tables.stream()
                        .mapToLong(table -> table.inserts() + table.updates() + table.deletes() + table.truncates())
                        .sum(),
                state.lastCommit(),
                null,
                0,
                state.epoch(),
                error,
                tables,
                null,
                0,
                WalGuardStatus.UNKNOWN);
    }
}
