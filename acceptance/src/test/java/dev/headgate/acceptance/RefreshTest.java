package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.workload.RandomTransactions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are read again or paused, while everything else streams on. */
final class RefreshTest {

    private static final String SCHEMA = "random";
    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    private static final SharedServer SERVER = SharedServer.plain();

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("headgate.seed", System.nanoTime());

    @RegisterExtension
    private final Opened opened = new Opened();

    @Test
    void tables_are_refreshed_under_load_with_a_crash_in_between_and_all_others_stay_equal_at_every_entry()
            throws SQLException {
        Site site = open("CREATE TABLE numbered (id int PRIMARY KEY, n int)");
        RandomTransactions transactions = new RandomTransactions(SCHEMA, seed, true, true);
        try (Connection connection = SERVER.get().connect(site.database())) {
            transactions.create(connection);
            transactions.run(connection, 100);
        }
        // Before the load, which may truncate tables faster than a gateway that sleeps in between can read them.
        try (GatewayProcess gateway = site.startStreaming()) {
            SnapshotTest.awaitLoaded(site, gateway);
            Site.stop(gateway);
        }
        try (BackgroundLoad load = BackgroundLoad.start(site, connection -> transactions.run(connection, 3))) {
            // The crash comes while the table is read.
            try (GatewayProcess gateway = GatewayProcess.run(site.config())
                    .failPoint("dev.headgate.gateway.source.SnapshotSession#copy=sleep:2000")
                    .start()) {
                site.awaitStreaming(gateway);
                SnapshotTest.awaitLoaded(site, gateway);
                site.ask("refresh", "random.plain");
                Await.until("the refresh begins", SOON, () -> started(site) > 7, gateway::tail);
                gateway.kill9();
            }
            try (GatewayProcess gateway = site.startStreaming()) {
                SnapshotTest.awaitLoaded(site, gateway);
                site.ask("refresh", "random.*");
                site.ask("refresh", "random.pairs");
                Await.until("the refreshes begin", SOON, () -> started(site) >= 13, gateway::tail);
                SnapshotTest.awaitLoaded(site, gateway);
                load.stop();
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
        }
        assertThat(site.historyProblems(SCHEMA)).as("seed %d", seed).isEmpty();
        site.assertExactlyOnce();
    }

    @Test
    void a_table_that_is_read_before_its_beginning_is_in_the_log_is_loaded_all_the_same() {
        Site site = open(
                "CREATE TABLE numbered (id int PRIMARY KEY)",
                "CREATE TABLE other (id int PRIMARY KEY)",
                "INSERT INTO numbered SELECT generate_series(1, 1000)",
                "INSERT INTO other VALUES (1)");
        site.config().set("sources", Site.SOURCE, "snapshot", "chunk_rows").to(50);
        // The log falls behind the reading: chunks of the next round come while those of the first are written down.
        try (GatewayProcess gateway = GatewayProcess.run(site.config())
                .failPoint("dev.headgate.gateway.pipeline.LoadLedger#takeInOrder=sleep:200")
                .start()) {
            site.awaitStreaming(gateway);
            site.ask("refresh", "public.other");
            Await.until("the refresh begins", SOON, () -> started(site) == 3, gateway::tail);
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_paused_table_leaves_its_changes_out_until_it_is_resumed() {
        Site site = open(
                "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
                "CREATE TABLE other (id int PRIMARY KEY)",
                "INSERT INTO numbered SELECT g, g FROM generate_series(1, 100) g");
        try (GatewayProcess gateway = site.startStreaming()) {
            SnapshotTest.awaitLoaded(site, gateway);
            site.ask("pause", "public.numbered");
            Await.until("the pause", SOON, () -> !site.log().loading().isEmpty(), gateway::tail);
            site.execute(
                    "DELETE FROM numbered WHERE id < 50", "UPDATE numbered SET n = -1", "INSERT INTO other VALUES (1)");
            site.awaitCaughtUp(gateway);
            assertThat(Objects.requireNonNull(gateway.source(Site.SOURCE))
                            .path("tables")
                            .findValuesAsText("phase"))
                    .contains("PAUSED");
            Site.stop(gateway);
        }
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute("INSERT INTO numbered VALUES (1000, 1)");
            site.awaitCaughtUp(gateway);
            assertThat(site.log().loading()).containsExactly("public.numbered");
            site.ask("resume", "public.numbered");
            SnapshotTest.awaitLoaded(site, gateway);
            site.execute("INSERT INTO numbered VALUES (1001, 1)");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
        assertThat(site.log().entries().stream()
                        .flatMap(entry -> StagedLog.files(entry).stream())
                        .filter(file -> file.path("table").asText().equals("numbered"))
                        .mapToLong(file -> file.path("ops").path("d").asLong())
                        .sum())
                .isZero();
    }

    private Site open(String... schema) {
        Site site = opened.push(SERVER.site(directory, schema));
        site.config().set("admin", "token").to(Site.TOKEN);
        return site;
    }

    private static long started(Site site) {
        return site.log().entries().stream()
                .flatMap(entry -> entry.json().path("events").findValuesAsText("type").stream())
                .filter("refresh_started"::equals)
                .count();
    }
}
