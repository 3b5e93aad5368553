package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.FailPointAgent;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.workload.RandomTransactions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random transactions against kill -9 of the gateway at random moments and at each step from write to acknowledge, and
 * against kill -9 of PostgreSQL: what is staged is what was committed, exactly once.
 */
final class ExactlyOnceTest {

    private static final String SCHEMA = "random";
    private static final Duration HALT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("headgate.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @RegisterExtension
    private final Opened opened = new Opened();

    @Test
    void a_dozen_kills_lose_nothing_and_repeat_nothing() throws SQLException {
        killGatewayAndServer(17, 12, 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void a_few_kills_on_other_server_versions_lose_nothing_and_repeat_nothing(int majorVersion) throws SQLException {
        killGatewayAndServer(majorVersion, 3, 3);
    }

    @Test
    @Tag("torture")
    void two_hundred_kills_lose_nothing_and_repeat_nothing() throws SQLException {
        killGatewayAndServer(17, 200, 20);
    }

    private void killGatewayAndServer(int majorVersion, int kills, int killsBetweenChecks) throws SQLException {
        Site site = open(majorVersion);
        RandomTransactions transactions = create(site);
        GatewayProcess gateway = site.startStreaming();
        for (int kill = 1; kill <= kills; kill += killsBetweenChecks) {
            // Without load while the history is checked: that takes longer than the kills.
            try (BackgroundLoad load = load(site, transactions)) {
                gateway = killAFewTimes(site, gateway, kill, killsBetweenChecks);
                load.stop();
            }
            assertStagedHistory(site);
        }
        site.awaitStreaming(gateway);
        site.awaitCaughtUp(gateway);
        Site.stop(gateway);
        assertAtTheEnd(site);
    }

    private GatewayProcess killAFewTimes(Site site, GatewayProcess started, int first, int kills) {
        GatewayProcess gateway = started;
        for (int kill = first; kill < first + kills; kill++) {
            Await.pause(Duration.ofMillis(random.nextInt(1_500)));
            if (kill % 4 == 2) {
                site.server().kill9();
                site.server().start();
            } else {
                gateway.kill9();
                gateway = GatewayProcess.run(site.config()).start();
            }
            if (kill % 3 != 0) {
                // Otherwise the next kill hits a gateway that is still starting.
                site.awaitStreaming(gateway);
            }
        }
        return gateway;
    }

    @Test
    void a_kill_at_each_step_from_write_to_acknowledge_loses_nothing_and_repeats_nothing() throws SQLException {
        Site site = open(17);
        RandomTransactions transactions = create(site);
        try (BackgroundLoad load = load(site, transactions)) {
            for (String step : DurableSteps.ALL) {
                int hit = DurableSteps.happensOnce(step) ? 1 : 1 + random.nextInt(3);
                try (GatewayProcess gateway = GatewayProcess.run(site.config())
                        .failPoint(step + ":" + hit + "=halt")
                        .start()) {
                    assertThat(gateway.awaitExit(HALT))
                            .as("%s, seed %d%n%s", step, seed, gateway.tail())
                            .isEqualTo(FailPointAgent.HALTED);
                }
                assertThat(site.poller().violations()).as(step).isEmpty();
            }
            assertStagedHistory(site);
            try (GatewayProcess gateway = site.startStreaming()) {
                load.stop();
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
        }
        assertAtTheEnd(site);
    }

    private Site open(int majorVersion) {
        EmbeddedServer server =
                EmbeddedServer.builder().majorVersion(majorVersion).start();
        opened.push(server);
        Site site = Site.create(server, directory, "exactly_once");
        opened.push(site);
        return site;
    }

    private RandomTransactions create(Site site) throws SQLException {
        RandomTransactions transactions = new RandomTransactions(SCHEMA, seed, true, true);
        try (Connection connection = site.server().connect(site.database())) {
            transactions.create(connection);
        }
        // The slot is older than the first row: then nothing may be missing.
        site.runUntilAcknowledged();
        return transactions;
    }

    private static BackgroundLoad load(Site site, RandomTransactions transactions) {
        return BackgroundLoad.start(site, connection -> {
            transactions.run(connection, 5);
            // Leaves room for the gateway and the server on a small machine.
            Await.pause(Duration.ofMillis(20));
        });
    }

    /** That after each entry of the log the tables are as the source itself recorded them. */
    private void assertStagedHistory(Site site) {
        assertThat(site.newHistoryProblems(SCHEMA)).as("seed %d", seed).isEmpty();
        assertThat(site.poller().violations()).as("seed %d", seed).isEmpty();
    }

    private void assertAtTheEnd(Site site) {
        assertStagedHistory(site);
        site.assertExactlyOnce();
        List<StagedLog.Entry> entries = site.log().entries();
        assertThat(entries).as("entries").hasSizeGreaterThan(3);
    }
}
