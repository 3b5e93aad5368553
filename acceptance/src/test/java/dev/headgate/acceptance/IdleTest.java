package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway with nothing to stage holds neither the server's WAL nor its shutdown. */
final class IdleTest {

    private static final Duration IDLE_ADVANCE = Duration.ofSeconds(75);
    private static final Duration FAST_STOP = Duration.ofSeconds(5);
    private static final String ROW = "INSERT INTO orders SELECT coalesce(max(id), 0) + 1 FROM orders";

    @TempDir
    private Path directory;

    private EmbeddedServer server;
    private Site site;

    @BeforeEach
    void open() {
        server = EmbeddedServer.builder().start();
        site = Site.create(server, directory, "idle", "CREATE TABLE orders (id int PRIMARY KEY)");
        server.createDatabase("busy");
        server.execute("busy", "CREATE TABLE elsewhere (id int, filler text)");
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    @Test
    void traffic_elsewhere_advances_the_slot_and_releases_WAL_and_every_restart_finds_its_way() {
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute(ROW);
            site.awaitAcknowledged(gateway);
            long restartBefore = restartLsn();
            long busyFrom = StagedLog.lsn(server.walFlushLsn());
            writeElsewhere(40);
            long busyTo = StagedLog.lsn(server.walFlushLsn());
            assertThat(busyTo - busyFrom).isGreaterThan(32L << 20);
            Await.until(
                    "the slot is confirmed past the traffic elsewhere",
                    IDLE_ADVANCE,
                    () -> site.confirmedFlushLsn() - busyFrom > (busyTo - busyFrom) / 2,
                    gateway::tail);
            Await.until("the slot's restart_lsn moves on", IDLE_ADVANCE, () -> {
                server.execute("postgres", "CHECKPOINT");
                return restartLsn() > restartBefore;
            });
            gateway.kill9();
        }
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute(ROW);
            site.awaitAcknowledged(gateway);
            gateway.kill9();
        }
        server.kill9();
        server.start();
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute(ROW);
            site.awaitAcknowledged(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void the_server_stops_fast_while_the_gateway_runs_and_the_gateway_comes_back_by_itself() {
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute(ROW);
            site.awaitAcknowledged(gateway);
            // Idle, then with changes that are not staged yet, then with traffic that is not published.
            stopAndStart(gateway);
            site.execute(ROW);
            stopAndStart(gateway);
            writeElsewhere(8);
            stopAndStart(gateway);
            site.execute(ROW);
            site.awaitAcknowledged(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_long_flush_age_does_not_hold_the_server_s_shutdown() {
        site.config().set("staging", "flush", "max_age").to("10m");
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute(ROW);
            stopAndStart(gateway);
            site.execute(ROW);
            stopAndStart(gateway);
            Site.stop(gateway);
        }
        try (GatewayProcess gateway = site.startStreaming()) {
            site.config().set("staging", "flush", "max_age").to("500ms");
            Site.stop(gateway);
        }
        site.runUntilAcknowledged();
        site.assertExactlyOnce();
    }

    private void stopAndStart(GatewayProcess gateway) {
        server.stopFast(FAST_STOP);
        server.start();
        site.awaitStreaming(gateway);
    }

    private void writeElsewhere(int mebibytes) {
        for (int written = 0; written < mebibytes; written++) {
            server.execute("busy", "INSERT INTO elsewhere SELECT n, repeat('x', 1000) FROM generate_series(1, 1000) n");
        }
    }

    private long restartLsn() {
        String lsn = server.queryValue(
                "postgres",
                "SELECT restart_lsn::text FROM pg_replication_slots WHERE slot_name = '" + site.slot() + "'");
        return lsn == null ? 0 : StagedLog.lsn(lsn);
    }
}
