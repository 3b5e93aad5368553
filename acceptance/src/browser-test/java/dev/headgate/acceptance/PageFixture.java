package dev.headgate.acceptance;

import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.HistoryPoint;
import dev.headgate.gateway.status.Severity;
import dev.headgate.gateway.status.SnapshotProgress;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceHistory;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.StagingSpace;
import dev.headgate.gateway.status.StatusSource;
import dev.headgate.gateway.status.TableCommandResult;
import dev.headgate.gateway.status.TableCommandResult.Outcome;
import dev.headgate.gateway.status.TableCommands;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.gateway.status.TableStatus;
import dev.headgate.gateway.status.WalGuardStatus;
import dev.headgate.gateway.status.WalGuardStatus.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A gateway that is in whatever state it is told to be in, and notes what it is asked for. */
final class PageFixture implements StatusSource, TableCommands {

    static final SourceError CUT = new SourceError(
            "SERVER_UNAVAILABLE",
            "HG-2002",
            "The server db.internal:5432 cannot be reached",
            "Check that PostgreSQL runs and that db.internal:5432 can be reached from this machine. The gateway keeps"
                    + " trying.",
            69);
    static final SourceError LOST = new SourceError(
            "SLOT_LOST",
            "HG-3003",
            "The server has removed WAL that slot headgate_mfg_paloalto needs",
            "Changes after 16/B374D848 cannot be read any more. Raise max_slot_wal_keep_size (and"
                    + " idle_replication_slot_timeout, PostgreSQL 18) on the server, drop the slot with SELECT"
                    + " pg_drop_replication_slot('headgate_mfg_paloalto'); and start a new epoch with: headgate"
                    + " accept-lineage mfg_paloalto",
            81);
    private static final SourceError BAD_TYPE = new SourceError(
            "TYPE_UNSUPPORTED",
            "HG-6003",
            "Column shape of iot1.floor_plans has a value that cannot be decoded",
            "Set sources.mfg_paloalto.binary to off, or exclude the column, then refresh the table.",
            70);

    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile List<SourceStatus> sources = List.of();
    private volatile boolean failing;

    /** What was asked for, such as {@code refresh shop public.orders}. */
    List<String> commands() {
        return commands;
    }

    void show(SourceStatus... now) {
        sources = List.of(now);
    }

    /** Answers with errors, as a gateway that is about to die. */
    void fail(boolean now) {
        failing = now;
    }

    static SourceStatus connecting() {
        return source("mfg_paloalto", SourceState.CONNECTING, CUT, 0, 0, null, WalGuardStatus.UNKNOWN, List.of());
    }

    static SourceStatus snapshotting() {
        List<TableStatus> tables = List.of(
                table("iot1.sensors", TablePhase.STREAMING, 1_204, 88, 3, null, null),
                table(
                        "iot1.readings",
                        TablePhase.SNAPSHOTTING,
                        18_231_004,
                        0,
                        0,
                        new SnapshotProgress(18_231_004, 0.43, 210_400, 115L),
                        null),
                table(
                        "iot1.machine_events",
                        TablePhase.SNAPSHOTTING,
                        0,
                        0,
                        0,
                        new SnapshotProgress(0, null, 0, null),
                        null));
        return source(
                "mfg_paloalto",
                SourceState.STREAMING,
                null,
                38L << 20,
                4.2,
                3L << 30,
                new WalGuardStatus(Level.OK, 50L << 30, 8.2e6, 6_000L),
                tables);
    }

    static SourceStatus streaming() {
        return source(
                "mfg_paloalto",
                SourceState.STREAMING,
                null,
                412_672,
                0.8,
                21L << 20,
                new WalGuardStatus(Level.OK, 50L << 30, 0, null),
                manyTables());
    }

    static SourceStatus backPressured() {
        return source(
                "crm",
                SourceState.BACK_PRESSURED,
                null,
                9L << 30,
                742,
                31L << 30,
                new WalGuardStatus(Level.WARNING, 50L << 30, 4.1e6, 4_900L),
                List.of(
                        table("public.accounts", TablePhase.STREAMING, 51_231, 120_412, 77, null, null),
                        table("public.contacts", TablePhase.PAUSED, 8_230, 2_121, 4, null, null),
                        table("public.floor_plans", TablePhase.ERRORED, 12, 0, 0, null, BAD_TYPE)));
    }

    static SourceStatus halted() {
        return source(
                "mfg_paloalto",
                SourceState.HALTED,
                LOST,
                48L << 30,
                12_300,
                47L << 30,
                new WalGuardStatus(Level.DANGER, 50L << 30, 1.2e6, 2_600L),
                List.of(table("iot1.sensors", TablePhase.STREAMING, 1_204, 88, 3, null, null)));
    }

    private static List<TableStatus> manyTables() {
        List<TableStatus> tables = new ArrayList<>(List.of(
                table("iot1.sensors", TablePhase.STREAMING, 1_204, 88, 3, null, null),
                table("iot1.readings", TablePhase.STREAMING, 418_231_004, 12, 0, null, null),
                table("iot1.\"Odd Näme\"", TablePhase.STREAMING, 3, 0, 0, null, null)));
        IntStream.range(0, 10)
                .forEach(i ->
                        tables.add(table("iot1.machine_log_" + i, TablePhase.STREAMING, 900L * i, i, i / 3, null, null)));
        return tables;
    }

    private static TableStatus table(
            String name,
            TablePhase phase,
            long inserts,
            long updates,
            long deletes,
            @Nullable SnapshotProgress snapshot,
            @Nullable SourceError error) {
        return new TableStatus(
                name,
                "my_catalog." + name,
                inserts,
                updates,
                deletes,
                0,
                17,
                inserts * 41 + 2_000,
                inserts == 0 ? null : Instant.now().minusSeconds(inserts % 90),
                1,
                phase,
                snapshot,
                error,
                phase == TablePhase.ERRORED ? 4_711 : 0,
                null);
    }

    private static SourceStatus source(
            String name,
            SourceState state,
            @Nullable SourceError error,
            long lagBytes,
            double lagSeconds,
            @Nullable Long retained,
            WalGuardStatus guard,
            List<TableStatus> tables) {
        boolean known = retained != null;
        return new SourceStatus(
                name,
                state,
                "headgate_" + name,
                name + "_cdc_pub",
                name,
                known ? "16/B3800000" : null,
                known ? "16/B374D848" : null,
                known ? "16/B374D848" : null,
                known ? "16/B37B2448" : null,
                known ? "16/B374D848" : null,
                known ? "16/B2400000" : null,
                lagBytes,
                retained == null ? 0 : retained,
                known ? (guard.level() == Level.DANGER ? "unreserved" : "reserved") : null,
                known ? 4_213 : 0,
                known ? 1_820_441 : 0,
                tables.stream().mapToLong(table -> table.inserts() + table.updates()).sum(),
                known ? Instant.now().minusSeconds(1) : null,
                known ? Instant.now().minusSeconds(4) : null,
                known ? 2_310_144 : 0,
                1,
                error,
                tables,
                null,
                lagSeconds,
                guard);
    }

    @Override
    public GatewayStatus status() {
        if (failing) {
            throw new IllegalStateException("about to die");
        }
        return new GatewayStatus(
                "0.1.0", Instant.now().minusSeconds(93_000), sources, new StagingSpace(212L << 30, 1L << 30));
    }

    @Override
    public List<GatewayEvent> events() {
        Instant now = Instant.now();
        return List.of(
                event(1, now.minusSeconds(6_100), EventKind.STATE, Severity.INFO, "connecting", null),
                event(2, now.minusSeconds(6_099), EventKind.STATE, Severity.INFO, "streaming", null),
                event(
                        3,
                        now.minusSeconds(2_000),
                        EventKind.SCHEMA_CHANGED,
                        Severity.WARNING,
                        "the shape of iot1.sensors changed: schema version 2",
                        null),
                event(
                        4,
                        now.minusSeconds(40),
                        EventKind.SLOT_DANGER,
                        Severity.CRITICAL,
                        "slot headgate_mfg_paloalto keeps 48,128 MiB of WAL of 51,200 MiB, 43 min left; its wal_status"
                                + " is unreserved",
                        "Find out why the source is behind (docs/runbooks.md, The slot's lag grows); raise"
                                + " max_slot_wal_keep_size if the server's disk has room."));
    }

    private static GatewayEvent event(
            long number, Instant at, EventKind kind, Severity severity, String what, @Nullable String remedy) {
        return new GatewayEvent(number, at, "mfg_paloalto", kind, severity, null, what, null, remedy);
    }

    @Override
    public List<SourceHistory> history() {
        Instant now = Instant.now();
        return sources.stream()
                .map(source -> new SourceHistory(
                        source.name(),
                        IntStream.range(0, 120)
                                .mapToObj(i -> point(now.minusSeconds(1_200 - 10L * i), i, source))
                                .toList()))
                .toList();
    }

    /** A saw tooth, as lag looks when entries are published every few seconds, on a slow swell. */
    private static HistoryPoint point(Instant at, int i, SourceStatus source) {
        double swell = 0.5 + 0.4 * Math.sin(i / 14.0);
        double tooth = (i % 6) / 6.0;
        return new HistoryPoint(
                at,
                (long) (source.lagBytes() * swell * (0.4 + 0.6 * tooth)),
                (long) (source.retainedWalBytes() * (0.6 + 0.4 * i / 120.0)),
                source.lagSeconds() * swell * (0.3 + 0.7 * tooth));
    }

    @Override
    public TableCommands tableCommands() {
        return this;
    }

    @Override
    public TableCommandResult refresh(String source, String table) {
        return asked("refresh", source, table);
    }

    @Override
    public TableCommandResult pause(String source, String table) {
        return asked("pause", source, table);
    }

    @Override
    public TableCommandResult resume(String source, String table) {
        return asked("resume", source, table);
    }

    private TableCommandResult asked(String command, String source, String table) {
        commands.add(command + " " + source + " " + table);
        return new TableCommandResult(Outcome.ACCEPTED, command + " of " + table + " was asked for");
    }
}
