package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.ArmedFault;
import dev.headgate.acceptance.fault.TcpProxy;
import dev.headgate.acceptance.fault.TcpProxy.Action;
import dev.headgate.acceptance.fault.TcpProxy.Direction;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The network between gateway and server at its worst: nothing lost, nothing twice, and it comes back by itself. */
final class WireTest {

    private static final long SECONDS_TO_NOTICE = 30;
    private static final Duration BACK = Duration.ofSeconds(60);

    // A cut link keeps its slot until the server gives it up.
    @RegisterExtension
    private static final SharedServer SERVER =
            SharedServer.of(EmbeddedServer.builder().setting("wal_sender_timeout", "10s"));

    @TempDir
    private Path directory;

    private Site site;
    private TcpProxy proxy;

    @BeforeEach
    void open() {
        site = SERVER.site(
                directory,
                "CREATE SEQUENCE numbers",
                "CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('numbers'), word text)",
                "CREATE TYPE mood AS ENUM ('good', 'bad')",
                "CREATE TABLE moods (id int PRIMARY KEY, mood mood)");
        proxy = TcpProxy.to(SERVER.get().port());
        site.config().port(proxy.port());
    }

    @AfterEach
    void close() {
        proxy.close();
        site.close();
    }

    @Test
    void a_link_cut_in_the_middle_of_any_message_loses_nothing() {
        try (GatewayProcess gateway = site.startStreaming();
                BackgroundLoad load = BackgroundLoad.start(site, WireTest::everyMessage)) {
            for (char tag : new char[] {'B', 'R', 'Y', 'I', 'U', 'D', 'T', 'C', 'k'}) {
                cut(gateway, tag, Action.RESET);
                cut(gateway, tag, Action.CLOSE);
            }
            load.stop();
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    private void cut(GatewayProcess gateway, char tag, Action action) {
        long links = proxy.opened();
        boolean describesTable = tag == 'R' || tag == 'Y';
        ArmedFault fault = proxy.inMessage(tag, describesTable ? 1 : 2, action);
        if (describesTable) {
            // The server describes a table once per connection, and again when it has changed.
            site.execute("ALTER TABLE moods ALTER COLUMN mood SET STATISTICS " + links);
        }
        assertThat(fault.happensWithin(BACK.toSeconds())).as("a message " + tag).isTrue();
        Await.until("a new link after " + action + " in " + tag, BACK, () -> proxy.opened() > links, gateway::tail);
        site.awaitStreaming(gateway);
    }

    @Test
    @Tag("torture")
    void a_link_cut_after_any_number_of_bytes_loses_nothing() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (GatewayProcess gateway = site.startStreaming();
                BackgroundLoad load = BackgroundLoad.start(site, WireTest::everyMessage)) {
            for (int round = 0; round < 60; round++) {
                Direction direction = random.nextInt(4) == 0 ? Direction.TO_SERVER : Direction.TO_CLIENT;
                long bytes = direction == Direction.TO_SERVER ? random.nextInt(200) : random.nextInt(20_000);
                Action action = random.nextBoolean() ? Action.RESET : Action.CLOSE;
                ArmedFault fault = proxy.afterBytes(direction, bytes, action);
                assertThat(fault.happensWithin(BACK.toSeconds()))
                        .as("seed " + seed)
                        .isTrue();
            }
            load.stop();
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_frozen_link_is_noticed_within_thirty_seconds() {
        try (GatewayProcess gateway = site.startStreaming();
                BackgroundLoad load = BackgroundLoad.start(site, WireTest::everyMessage)) {
            load.await(20);
            long links = proxy.opened();
            ArmedFault fault = proxy.inMessage('I', 3, Action.FREEZE);
            assertThat(fault.happensWithin(BACK.toSeconds())).isTrue();
            Await.until(
                    "a new link after the freeze",
                    Duration.ofSeconds(SECONDS_TO_NOTICE),
                    () -> proxy.opened() > links,
                    gateway::tail);
            site.awaitStreaming(gateway);
            load.stop();
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_network_that_freezes_as_a_whole_is_noticed_and_survived() {
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute("INSERT INTO t VALUES (1, 'before')");
            site.awaitCaughtUp(gateway);
            proxy.refuseNewLinks(true);
            proxy.everyLink(Action.FREEZE);
            site.execute("INSERT INTO t VALUES (2, 'during')");
            Await.until(
                    "the gateway no longer says that it streams",
                    Duration.ofSeconds(SECONDS_TO_NOTICE),
                    () -> !gateway.state(Site.SOURCE).equals("streaming"),
                    gateway::tail);
            assertThat(gateway.get("/livez"))
                    .as("a dead network is no reason to restart")
                    .isEqualTo(200);
            assertThat(gateway.get("/readyz")).isEqualTo(503);
            proxy.healthy();
            site.awaitStreaming(gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_dripping_and_a_slow_link_deliver_everything_over_one_connection() {
        // Loading tables opens connections of its own.
        site.config().set("sources", Site.SOURCE, "snapshot", "mode").to("never");
        try (GatewayProcess gateway = site.startStreaming()) {
            long links = proxy.opened();
            proxy.drip(Duration.ofMillis(1));
            site.execute("INSERT INTO t SELECT n, repeat('d', 40) FROM generate_series(1, 60) n");
            site.awaitCaughtUp(gateway);
            proxy.drip(Duration.ZERO);
            proxy.latency(Duration.ofMillis(300));
            site.execute("UPDATE t SET word = 'late'");
            site.awaitCaughtUp(gateway);
            assertThat(proxy.replicationLinks()).isOne();
            assertThat(proxy.opened()).as("links").isEqualTo(links);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_second_gateway_waits_and_takes_over_when_the_first_dies() {
        try (GatewayProcess first = site.startStreaming();
                BackgroundLoad load = BackgroundLoad.start(site, WireTest::everyMessage);
                GatewayProcess second = secondGateway()) {
            Await.until(
                    "the second gateway waits",
                    BACK,
                    () -> second.state(Site.SOURCE).startsWith("waiting_for_"),
                    second::tail);
            load.await(50);
            assertThat(first.state(Site.SOURCE)).isEqualTo("streaming");
            first.kill9();
            site.awaitStreaming(second);
            load.stop();
            site.awaitCaughtUp(second);
            Site.stop(second);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_gateway_that_was_paused_while_another_took_over_harms_nothing() {
        site.config().set("staging", "flush", "max_age").to("10s");
        try (GatewayProcess zombie = site.startStreaming()) {
            site.execute("INSERT INTO t VALUES (1, 'acknowledged')");
            site.awaitAcknowledged(zombie);
            site.execute("INSERT INTO t VALUES (2, 'received by the zombie only')");
            awaitReceived(zombie);
            zombie.suspend();
            // On another machine the file lock would not be seen either: slot and log have to do.
            StagedTree.deleteLocks(site.config().stagingRoot());
            try (GatewayProcess successor = secondGateway()) {
                site.awaitStreaming(successor);
                site.execute("INSERT INTO t VALUES (3, 'successor')");
                site.awaitCaughtUp(successor);
                zombie.resume();
                // It either lost the race for an entry, or its link, and then waits for its turn.
                Await.until(
                        "the zombie waits or has ended",
                        BACK,
                        () -> !zombie.isAlive() || zombie.state(Site.SOURCE).startsWith("waiting_for_"),
                        zombie::tail);
                assertUnharmed(successor);
            }
        }
        site.assertExactlyOnce();
    }

    @Test
    void of_two_gateways_on_one_log_the_loser_is_fenced_out_and_the_winner_unharmed() {
        site.runUntilAcknowledged();
        // Its first entry is the fence of its start; the second one takes so long that it loses slot and race, and less
        // than a broken session waits for its staging thread.
        try (GatewayProcess loser = GatewayProcess.run(site.config())
                .failPoint("dev.headgate.staging.log.CommitLog#publish@enter:2=sleep:16000")
                .start()) {
            site.awaitStreaming(loser);
            site.execute("INSERT INTO t VALUES (1, 'in the loser''s hands')");
            Await.until("the loser publishes", BACK, () -> loser.output().contains("taken at hit 2"), loser::tail);
            proxy.refuseNewLinks(true);
            proxy.everyLink(Action.RESET);
            StagedTree.deleteLocks(site.config().stagingRoot());
            try (GatewayProcess winner = secondGateway()) {
                site.awaitStreaming(winner);
                site.awaitCaughtUp(winner);
                assertThat(loser.awaitExit(BACK)).as(loser.tail()).isEqualTo(83);
                assertThat(loser.output()).contains("HG-5003");
                assertUnharmed(winner);
            }
        }
        site.assertExactlyOnce();
    }

    private void assertUnharmed(GatewayProcess gateway) {
        site.execute("INSERT INTO t VALUES (4, 'unharmed')");
        site.awaitCaughtUp(gateway);
        assertThat(gateway.state(Site.SOURCE)).isEqualTo("streaming");
        Site.stop(gateway);
    }

    private static void awaitReceived(GatewayProcess gateway) {
        Await.until(
                "something is received and not durable",
                BACK,
                () -> {
                    var status = gateway.source(Site.SOURCE);
                    return status != null && status.path("buffered_bytes").asLong() > 0;
                },
                () -> gateway.source(Site.SOURCE) + gateway.tail());
    }

    private GatewayProcess secondGateway() {
        GatewayConfigFile second = site.config()
                .copyWithOwnAdminPort(directory.resolve("second.yaml"))
                .port(SERVER.get().port());
        return GatewayProcess.run(second).with("--wait").start();
    }

    /** Transactions in which every message of the stream occurs. */
    private static void everyMessage(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t (word) VALUES (repeat('w', 300))");
            statement.execute("INSERT INTO moods SELECT coalesce(max(id), 0) + 1, 'good' FROM moods");
            connection.commit();
            statement.execute("UPDATE t SET word = 'changed' WHERE id = (SELECT max(id) FROM t)");
            statement.execute("UPDATE t SET id = -id WHERE id = (SELECT max(id) FROM t WHERE id % 5 = 0)");
            statement.execute("DELETE FROM moods WHERE id = (SELECT min(id) FROM moods)");
            connection.commit();
            statement.execute("TRUNCATE moods");
            connection.commit();
            statement.execute("INSERT INTO t (word) VALUES ('rolled back')");
            connection.rollback();
        }
    }
}
