package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
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
import dev.headgate.staging.log.TableError;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.schema.TableName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A source's status out of what its runner, its stream and its observer know. */
public final class StatusView {
    private StatusView() {}

    static SourceStatus of(SourceRunner runner) {
        SourceConfig config = runner.source().config();
        SourceProgress progress = runner.source().progress();
        SlotState slot = runner.observer().slot();
        long serverLsn = runner.observer().serverLsn();
        LogState log = progress.log();
        List<TableStatus> tables = log == null ? List.of() : tables(log, progress.loads(), progress::discarded);
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

    /** The tables of a log that nobody writes. */
    public static List<TableStatus> staged(LogState log) {
        return tables(log, List.of(), table -> 0);
    }

    private static List<TableStatus> tables(
            LogState log, List<LoadProgress> loads, ToLongFunction<TableName> discarded) {
        Map<TableName, String> changes = new HashMap<>();
        for (LoggedEvent logged : log.recentEvents()) {
            if (logged.event().type().equals(LogEvent.SCHEMA_CHANGED)) {
                String what = logged.event().attributes().get(LogEvent.WHAT);
                changes.put(logged.event().tableName(), what + " (entry " + logged.entry() + ")");
            }
        }
        return log.tables().values().stream()
                .map(state -> table(
                        state, load(state, loads), discarded.applyAsLong(state.table()), changes.get(state.table())))
                .toList();
    }

    private static @Nullable LoadProgress load(TableState state, List<LoadProgress> loads) {
        return loads.stream()
                .filter(each -> each.destination().equals(state.table()))
                .findFirst()
                .orElse(null);
    }

    /**
     * What the log says of a table. The log knows the destination only; the name at the source is shown as the
     * destination's schema and table.
     *
     * @param load how far it is read; null when it is not being read
     * @param discarded changes left out since the process began
     * @param change how its shape changed last; null for not known
     */
    private static TableStatus table(
            TableState state, @Nullable LoadProgress load, long discarded, @Nullable String change) {
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
                load == null ? error(state) : error(load.failure()),
                discarded,
                change);
    }

    static TablePhase phase(TableState state) {
        LoadState load = state.load();
        if (state.removed()) {
            return TablePhase.REMOVED;
        }
        if (load == null) {
            return TablePhase.STREAMING;
        }
        if (load.error() != null) {
            return TablePhase.ERRORED;
        }
        return load.paused() ? TablePhase.PAUSED : TablePhase.SNAPSHOTTING;
    }

    private static @Nullable SourceError error(TableState state) {
        TableError error = state.load() == null ? null : state.load().error();
        return error == null
                ? null
                : new SourceError(
                        error.name(), error.code(), error.what(), error.remedy(), ErrorCode.exitCodeOf(error.code()));
    }

    private static SnapshotProgress progress(LoadProgress load) {
        long rows = load.rows();
        long total = load.estimatedRows();
        Double left = load.secondsLeft();
        return new SnapshotProgress(
                rows,
                total > rows ? (double) rows / total : null,
                rows * 1e9 / Math.max(1, load.nanos()),
                left == null ? null : Long.valueOf(left.longValue()));
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
