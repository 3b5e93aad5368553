package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.pipeline.LoadProgress;
import dev.headgate.gateway.pipeline.SourceProgress;
import dev.headgate.gateway.source.SlotState;
import dev.headgate.gateway.status.SnapshotProgress;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.gateway.status.TableStatus;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.staging.log.LoadState;
import dev.headgate.staging.log.LogEvent;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.LoggedEvent;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.schema.TableName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A source's status out of what its runner, its stream and its observer know. */
final class StatusView {
    private StatusView() {}

    static SourceStatus of(SourceRunner runner) {
        SourceConfig config = runner.source().config();
        SourceProgress progress = runner.source().progress();
        SlotState slot = runner.observer().slot();
        long serverLsn = runner.observer().serverLsn();
        LogState log = progress.log();
        List<TableStatus> tables = log == null ? List.of() : tables(log, progress.loads());
        return new SourceStatus(
                config.name(),
                progress.state(),
                config.slot(),
                config.publication(),
                config.database(),
                lsn(progress.receivedLsn()),
                lsn(progress.durableLsn()),
                lsn(progress.acknowledgedLsn()),
                lsn(serverLsn),
                slot == null ? null : lsn(slot.confirmedFlushLsn()),
                slot == null ? null : lsn(slot.restartLsn()),
                distance(progress.durableLsn(), serverLsn),
                slot == null ? 0 : distance(slot.restartLsn(), serverLsn),
                slot == null ? null : slot.walStatus(),
                log == null ? 0 : log.lastEntry(),
                log == null ? 0 : log.transactions(),
                tables.stream()
                        .mapToLong(table -> table.inserts() + table.updates() + table.deletes() + table.truncates())
                        .sum(),
                log == null ? null : log.lastCommit(),
                progress.lastFlushAt(),
                progress.bufferedBytes(),
                log == null ? 0 : log.epoch(),
                error(runner.lastError()),
                tables,
                seconds(progress.endToEndLatency()),
                runner.source().metrics().durableLagSeconds(),
                runner.observer().walGuard());
    }

    private static List<TableStatus> tables(LogState log, List<LoadProgress> loads) {
        Map<TableName, String> changes = new HashMap<>();
        for (LoggedEvent logged : log.recentEvents()) {
            if (logged.event().type().equals(LogEvent.SCHEMA_CHANGED)) {
                String what = logged.event().attributes().get(LogEvent.WHAT);
                changes.put(logged.event().tableName(), what + " (entry " + logged.entry() + ")");
            }
        }
        return log.tables().values().stream()
                .map(state -> table(state, loads, changes.get(state.table())))
                .toList();
    }

    private static TableStatus table(TableState state, List<LoadProgress> loads, @Nullable String change) {
        LoadProgress load = loads.stream()
                .filter(each -> each.destination().equals(state.table()))
                .findFirst()
                .orElse(null);
        return new TableStatus(
                state.table().schema() + "." + state.table().table(),
                state.table().toString(),
                state.rows().inserts(),
                state.rows().updates(),
                state.rows().deletes(),
                state.rows().truncates(),
                state.files(),
                state.bytes(),
                state.lastCommit(),
                state.schemaVersion(),
                phase(state),
                load == null ? null : progress(load),
                load == null ? null : error(load.failure()),
                change);
    }

    private static TablePhase phase(TableState state) {
        LoadState load = state.load();
        if (state.removed()) {
            return TablePhase.REMOVED;
        }
        if (load == null) {
            return TablePhase.STREAMING;
        }
        return load.paused() ? TablePhase.PAUSED : TablePhase.SNAPSHOTTING;
    }

    private static SnapshotProgress progress(LoadProgress load) {
        long rows = load.rows();
        long total = load.estimatedRows();
        double perSecond = rows * 1e9 / Math.max(1, load.nanos());
        boolean known = total > rows;
        return new SnapshotProgress(
                rows,
                known ? (double) rows / total : null,
                perSecond,
                known && perSecond > 0 ? (long) ((total - rows) / perSecond) : null);
    }

    private static @Nullable SourceError error(@Nullable GatewayException e) {
        return e == null
                ? null
                : new SourceError(
                        e.code().name(),
                        e.code().id(),
                        e.what(),
                        e.remedy(),
                        e.code().exitCode());
    }

    private static @Nullable Double seconds(@Nullable Duration duration) {
        return duration == null ? null : Double.valueOf(duration.toNanos() / 1e9);
    }

    private static @Nullable String lsn(long lsn) {
        return lsn == 0 ? null : Lsn.toString(lsn);
    }

    private static long distance(long from, long to) {
        return from == 0 || to == 0 || Lsn.compare(from, to) >= 0 ? 0 : to - from;
    }
}
