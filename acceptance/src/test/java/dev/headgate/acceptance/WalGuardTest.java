package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The budget for retained WAL: what is told when a long transaction holds the slot back, and what is done about it. */
final class WalGuardTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SLOT_GONE = 81;
    private static final String SLOW_CHUNKS = "dev.headgate.gateway.source.SnapshotSession#copy=sleep:60";

    @TempDir
    private Path directory;

    private EmbeddedServer server;
    private Site site;

    @BeforeEach
    void open() {
        server = EmbeddedServer.builder().start();
        site = Site.create(server, directory, "guarded", "CREATE TABLE orders (id int PRIMARY KEY)");
        site.config().set("sources", Site.SOURCE, "wal_guard", "budget").to("48MiB");
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    @Test
    void without_an_action_danger_is_told_and_the_slot_stays() throws SQLException {
        try (GatewayProcess gateway = site.startStreaming();
                Connection holder = holdRestartLsn()) {
            spendBudget();
            awaitLevel(gateway, "DANGER");
            assertThat(gateway.metrics())
                    .contains("headgate_wal_guard_level{level=\"danger\",source=\"shop\"} 1.0")
                    .contains("headgate_wal_limit_bytes{source=\"shop\"} " + (double) (48 << 20));
            assertThat(gateway.state(Site.SOURCE)).isEqualTo("streaming");
            holder.rollback();
            Await.until("the slot is released", SOON, () -> {
                server.execute("postgres", "CHECKPOINT");
                site.commitMarker();
                return level(gateway).equals("OK");
            });
            // Danger may have come before the first chunk, which waited for its end.
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitAcknowledged(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void no_chunk_of_a_table_begins_while_the_budget_is_spent_and_reading_goes_on_when_there_is_room()
            throws SQLException {
        slowSnapshot();
        try (GatewayProcess gateway =
                        GatewayProcess.run(site.config()).failPoint(SLOW_CHUNKS).start();
                Connection holder = spentDuringSnapshot(gateway)) {
            assertThat(chunksBegunInDanger(gateway)).isZero();
            assertThat(gateway.metrics()).contains("headgate_snapshot_paused{source=\"shop\"} 1.0");
            assertThat(gateway.output())
                    .contains("no chunk of a table is begun: the room for the WAL of slot " + site.slot());
            holder.rollback();
            Await.until("the slot is released", SOON, () -> {
                server.execute("postgres", "CHECKPOINT");
                site.commitMarker();
                return level(gateway).equals("OK");
            });
            SnapshotTest.awaitLoaded(site, gateway);
            assertThat(gateway.metrics()).contains("headgate_snapshot_paused{source=\"shop\"} 0.0");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void without_that_guard_chunks_would_be_read_on() throws SQLException {
        slowSnapshot();
        try (GatewayProcess gateway = GatewayProcess.run(site.config())
                        .failPoint(SLOW_CHUNKS)
                        .failPoint("dev.headgate.gateway.pipeline.SnapshotRound#awaitRoom=skip")
                        .start();
                Connection holder = spentDuringSnapshot(gateway)) {
            assertThat(chunksBegunInDanger(gateway)).isPositive();
            holder.rollback();
        }
    }

    /** So many chunks, each held for a moment, that the budget is spent before all of them are read. */
    private void slowSnapshot() {
        site.config().set("sources", Site.SOURCE, "snapshot", "chunk_rows").to(2);
        site.config().set("sources", Site.SOURCE, "snapshot", "parallelism").to(1);
        // A connection that waits with its snapshot is none that may be cut.
        site.execute(
                "INSERT INTO orders SELECT g FROM generate_series(1, 1000) g",
                "ALTER ROLE " + GatewayConfigFile.USER + " SET idle_in_transaction_session_timeout = '500ms'");
    }

    /** Waits until the danger is seen in the middle of reading. */
    private Connection spentDuringSnapshot(GatewayProcess gateway) throws SQLException {
        site.awaitStreaming(gateway);
        Await.until("chunks are in the log", SOON, () -> site.log().chunks() >= 2, gateway::tail);
        Connection holder = holdRestartLsn();
        spendBudget();
        awaitLevel(gateway, "DANGER");
        return holder;
    }

    /** Those that came after the one that was being read, while the stream made two rounds. */
    private long chunksBegunInDanger(GatewayProcess gateway) {
        site.awaitCaughtUp(gateway);
        long before = site.log().chunks();
        site.awaitCaughtUp(gateway);
        site.awaitCaughtUp(gateway);
        assertThat(site.log().loading())
                .as("there is still something to be read")
                .isNotEmpty();
        return site.log().chunks() - before;
    }

    @Test
    void when_told_to_the_gateway_halts_and_drops_its_slot_to_save_the_server() throws SQLException {
        site.config().set("sources", Site.SOURCE, "wal_guard", "action").to("drop_slot");
        try (GatewayProcess gateway = site.startStreaming();
                Connection holder = holdRestartLsn()) {
            site.awaitAcknowledged(gateway);
            spendBudget();
            assertThat(gateway.awaitExit(SOON)).as(gateway.tail()).isEqualTo(SLOT_GONE);
            assertThat(gateway.output()).contains("HG-3010", "headgate accept-lineage shop");
            assertThat(slots(site.slot())).isZero();
            holder.rollback();
        }
        try (GatewayProcess again = GatewayProcess.run(site.config()).start()) {
            assertThat(again.awaitExit(SOON)).isEqualTo(SLOT_GONE);
            assertThat(again.output()).contains("HG-3002");
        }
        assertThat(site.log().problems()).isEmpty();
    }

    @Test
    void a_slot_that_is_not_the_sources_own_is_never_dropped() {
        assertThat(foreignSlotsLeft()).isOne();
    }

    @Test
    void without_that_check_the_slot_would_be_gone() {
        assertThat(foreignSlotsLeft("dev.headgate.gateway.daemon.SourceObserver#isDropAllowed=return:true"))
                .isZero();
    }

    private long foreignSlotsLeft(String... sabotage) {
        site.execute("SELECT pg_create_logical_replication_slot('of_somebody', 'test_decoding')");
        site.config().source("wrong", "guarded", "of_somebody", site.publication());
        site.config().set("sources", "wrong", "destination", "catalog").to("elsewhere");
        site.config().set("sources", "wrong", "wal_guard", "budget").to("1MiB");
        site.config().set("sources", "wrong", "wal_guard", "action").to("drop_slot");
        site.config().set("sources", Site.SOURCE, "wal_guard", "budget").to("1GiB");
        try (GatewayProcess gateway = Sabotage.start(site.config(), sabotage)) {
            site.awaitStreaming(gateway);
            gateway.awaitState("wrong", "halted", SOON);
            spendBudget();
            // The guard acts before it shows the danger.
            Await.until(
                    "the danger is seen, or its cause is gone",
                    SOON,
                    () -> slots("of_somebody") == 0
                            || gateway.metrics()
                                    .contains("headgate_wal_guard_level{level=\"danger\",source=\"wrong\"} 1.0"),
                    gateway::tail);
            site.awaitAcknowledged(gateway);
            return slots("of_somebody");
        }
    }

    /** A transaction with an identifier of its own keeps the slot's restart LSN where it is. */
    private Connection holdRestartLsn() throws SQLException {
        Connection holder = server.connect(site.database());
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("SELECT pg_current_xact_id()");
        }
        return holder;
    }

    private void spendBudget() {
        for (int segment = 0; segment < 4; segment++) {
            site.execute(
                    "SELECT pg_logical_emit_message(false, 'burn', repeat('x', 1000000))", "SELECT pg_switch_wal()");
        }
    }

    private static void awaitLevel(GatewayProcess gateway, String level) {
        Await.until("level " + level, SOON, () -> level(gateway).equals(level), gateway::tail);
    }

    private static String level(GatewayProcess gateway) {
        JsonNode source = gateway.source(Site.SOURCE);
        return source == null ? "" : source.path("wal_guard").path("level").asText();
    }

    private long slots(String name) {
        return server.queryLong(
                "postgres", "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + name + "'");
    }
}
