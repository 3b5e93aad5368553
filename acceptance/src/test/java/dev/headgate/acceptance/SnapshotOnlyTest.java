package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.TableComparison;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source whose tables are read again at an interval, instead of being streamed. */
final class SnapshotOnlyTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String EVERYTHING = "everything";

    @TempDir
    private Path directory;

    private EmbeddedServer server;
    private Site site;

    @BeforeEach
    void open() {
        server = EmbeddedServer.builder().start();
        site = Site.create(
                server,
                directory,
                "scheduled",
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "CREATE TABLE log (line text)",
                "INSERT INTO orders SELECT g, 'a' FROM generate_series(1, 1000) g",
                "INSERT INTO log VALUES ('first')");
        site.execute(
                "DROP PUBLICATION " + site.publication(),
                "CREATE PUBLICATION " + EVERYTHING + " FOR ALL TABLES WITH (publish = 'insert')",
                "GRANT CREATE ON DATABASE " + site.database() + " TO " + GatewayConfigFile.USER);
        site.config().set("sources", Site.SOURCE, "snapshot", "mode").to("snapshot_only");
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    @Test
    void tables_are_read_again_at_the_interval_whether_published_or_not_and_no_change_is_staged() {
        site.config().set("sources", Site.SOURCE, "snapshot", "every").to("2s");
        try (GatewayProcess gateway = site.startStreaming()) {
            Await.until("the first round", SOON, this::isEqual, gateway::tail);
            site.execute(
                    "DELETE FROM orders WHERE id % 3 = 0",
                    "UPDATE orders SET note = 'b' WHERE id % 3 = 1",
                    "UPDATE log SET line = 'second'",
                    "CREATE TABLE later (id int PRIMARY KEY)",
                    "INSERT INTO later VALUES (1)");
            Await.until("a later round", SOON, this::isEqual, gateway::tail);
            gateway.kill9();
        }
        site.execute("TRUNCATE log");
        try (GatewayProcess gateway = site.startStreaming()) {
            Await.until("a round after a kill", SOON, this::isEqual, gateway::tail);
            Site.stop(gateway);
        }
        assertThat(server.queryLong(
                        site.database(),
                        "SELECT count(*) FROM pg_publication_tables WHERE pubname = '" + site.publication() + "'"))
                .isZero();
        assertThat(site.log().problems()).isEmpty();
        assertThat(site.poller().violations()).isEmpty();
        assertThat(site.log().entries().stream().flatMap(entry -> StagedLog.files(entry).stream()))
                .isNotEmpty()
                .allMatch(file -> file.path("kind").asText().equals("snapshot"));
    }

    @Test
    void a_restart_between_two_rounds_reads_nothing() {
        site.config().set("sources", Site.SOURCE, "snapshot", "every").to("300d");
        try (GatewayProcess gateway = site.startStreaming()) {
            Await.until("the first round", SOON, this::isEqual, gateway::tail);
            Site.stop(gateway);
        }
        try (GatewayProcess gateway = site.startStreaming()) {
            Site.stop(gateway);
        }
        assertThat(site.log().entries().stream()
                        .flatMap(entry -> entry.json().path("events").findValuesAsText("generation").stream()))
                .isNotEmpty()
                .containsOnly("1");
    }

    private boolean isEqual() {
        if (!site.log().loading().isEmpty()) {
            return false;
        }
        try (StagedState state = StagedState.read(site.config().stagingRoot(), Site.SOURCE, OracleOptions.strict());
                Connection source = server.connect(site.database())) {
            return new SourceComparison(state)
                    .compare(source, SourceComparison.publishedTables(source, EVERYTHING)).stream()
                            .allMatch(TableComparison::equal);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
