package dev.headgate.gateway.daemon;

import static dev.headgate.gateway.daemon.RunningGateway.assertEqual;
import static dev.headgate.gateway.daemon.RunningGateway.await;
import static dev.headgate.gateway.daemon.RunningGateway.config;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.pgoutput.type.Lsn;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a session while it runs, on one server; each test has a database of its own. */
class GatewaySessionTest {
    private static EmbeddedServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.builder().majorVersion(18).build();
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_column_that_has_no_known_binary_form_is_staged_as_text_from_its_first_row_on() throws Exception {
        GatewayConfig config = database("added_type", "CREATE TABLE t (id int PRIMARY KEY)");
        try (RunningGateway gateway = RunningGateway.start(config).awaitStreaming()) {
            server.execute(
                    "added_type",
                    "INSERT INTO t VALUES (1)",
                    "ALTER TABLE t ADD COLUMN p regclass",
                    "INSERT INTO t VALUES (2, 't')");
            await("both rows", () -> gateway.source().rows() == 2);
            gateway.awaitLoaded();
            assertThat(gateway.source().state()).isEqualTo(SourceState.STREAMING);
        }
        assertEqual(directory, server, "added_type");
    }

    @Test
    void a_table_that_is_dropped_and_created_again_goes_on() throws Exception {
        GatewayConfig config = database(
                "recreated",
                "CREATE TABLE t (id int PRIMARY KEY, note text)",
                "CREATE PUBLICATION shop_pub FOR ALL TABLES");
        try (RunningGateway gateway = RunningGateway.start(config).awaitStreaming()) {
            server.execute(
                    "recreated",
                    "INSERT INTO t VALUES (1, 'first')",
                    "DELETE FROM t",
                    "DROP TABLE t",
                    "CREATE TABLE t (id int PRIMARY KEY, note text)",
                    "INSERT INTO t VALUES (2, 'second')");
            await("three changes", () -> gateway.source().rows() == 3);
            // It may have been dropped before it was read.
            gateway.awaitLoaded();
        }
        assertEqual(directory, server, "recreated");
    }

    @Test
    void a_row_whose_key_is_TOASTed_is_updated_in_place() throws Exception {
        GatewayConfig config = database(
                "toasted_key",
                "CREATE TABLE t (id text PRIMARY KEY, note text)",
                "ALTER TABLE t ALTER id SET STORAGE EXTERNAL");
        RunningGateway.runUntilCaughtUp(config);
        server.execute(
                "toasted_key",
                "INSERT INTO t VALUES (repeat('k', 2400), 'a')",
                "UPDATE t SET note = 'b'",
                "UPDATE t SET note = note || 'c'");
        RunningGateway.runUntilCaughtUp(config);
        assertEqual(directory, server, "toasted_key");
    }

    @Test
    void heartbeats_measure_the_way_from_the_server_to_durable_files() throws Exception {
        GatewayConfig config = config(
                directory,
                server,
                create("heartbeats", "CREATE TABLE t (id int PRIMARY KEY)"),
                ", heartbeat_interval: 200ms");
        try (RunningGateway gateway = RunningGateway.start(config).awaitStreaming()) {
            await("a heartbeat", () -> gateway.source().endToEndLatencySeconds() != null);
            assertThat(gateway.source().endToEndLatencySeconds()).isBetween(0.0, 60.0);
        }
    }

    @Test
    void dropping_the_publication_while_streaming_halts_the_source() throws Exception {
        GatewayConfig config = database("dropped_pub", "CREATE TABLE t (id int PRIMARY KEY)");
        try (RunningGateway gateway = RunningGateway.start(config).awaitStreaming()) {
            await("the publication is observed", () -> gateway.source().restartLsn() != null);
            server.execute("dropped_pub", "DROP PUBLICATION shop_pub");
            await("halted", () -> gateway.source().state() == SourceState.HALTED);
            assertThat(String.valueOf(gateway.source().error())).contains("PUBLICATION_MISSING");
            assertThat(gateway.exitCode()).isEqualTo(80);
        }
    }

    @Test
    void a_stop_inside_a_big_transaction_gives_it_up_and_the_next_run_stages_it_once() throws Exception {
        GatewayConfig config = database("big", "CREATE TABLE t (id int PRIMARY KEY, note text)");
        RunningGateway.runUntilCaughtUp(config);
        server.execute("big", "INSERT INTO t SELECT g, repeat('x', 100) FROM generate_series(1, 300000) g");
        try (RunningGateway gateway = RunningGateway.start(config)) {
            gateway.awaitStreaming();
            await("rows arrive", () -> gateway.source().bufferedBytes() > 0);
            gateway.requestStop();
            assertThat(gateway.exitCode()).isZero();
        }
        RunningGateway.runUntilCaughtUp(config);
        assertEqual(directory, server, "big");
    }

    @Test
    void a_target_beyond_the_WAL_is_waited_for() throws Exception {
        GatewayConfig config = database("beyond", "CREATE TABLE t (id int PRIMARY KEY)");
        long target = Lsn.parse(server.walFlushLsn()).value() + 100_000;
        try (RunningGateway gateway = RunningGateway.start(config, new RunOptions(target, false, false, false))
                .awaitStreaming()) {
            assertThat(gateway.ended()).isFalse();
            server.execute("beyond", "INSERT INTO t SELECT generate_series(1, 5000)");
            assertThat(gateway.exitCode()).isZero();
        }
        assertThat(StagedState.durableLsn(directory.resolve("staging"), "shop")).isGreaterThanOrEqualTo(target);
    }

    @Test
    void tables_of_odd_shapes_are_staged() throws Exception {
        String wide = Stream.iterate(1, i -> i + 1)
                .limit(1_590)
                .map(i -> "c" + i + " int")
                .reduce((left, right) -> left + ", " + right)
                .orElseThrow();
        GatewayConfig config = database(
                "shapes",
                "CREATE TABLE nothing ()",
                "CREATE TABLE wide (id int PRIMARY KEY, " + wide + ")",
                "CREATE DOMAIN price AS numeric(8,2) CHECK (VALUE >= 0)",
                "CREATE TABLE items (id int PRIMARY KEY, p price, d numeric(5,1)[], twice int"
                        + " GENERATED ALWAYS AS (id * 2) STORED)",
                "CREATE TABLE parts (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100)",
                "CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (100) TO (200)");
        RunningGateway.runUntilCaughtUp(config);
        server.execute(
                "shapes",
                "INSERT INTO nothing DEFAULT VALUES",
                "INSERT INTO wide (id, c1, c1590) VALUES (1, 2, 3)",
                "UPDATE wide SET c800 = 4",
                "INSERT INTO items VALUES (1, 12.5, '{1.5,NULL}'), (2, NULL, '{}')",
                "INSERT INTO parts SELECT g, 'x' FROM generate_series(1, 150) g",
                "UPDATE parts SET id = id + 150 WHERE id < 10",
                "DELETE FROM parts WHERE id = 50");
        RunningGateway.runUntilCaughtUp(config);
        server.execute("shapes", "ALTER PUBLICATION shop_pub_inserts DROP TABLE ONLY nothing");
        assertEqual(directory, server, "shapes");
    }

    @Test
    void an_excluded_column_reaches_no_file() throws Exception {
        GatewayConfig config = config(
                directory,
                server,
                create(
                        "excluded",
                        "CREATE TABLE t (id int PRIMARY KEY, secret text, twice int GENERATED ALWAYS AS (id * 2) STORED)",
                        "CREATE TABLE f (id int PRIMARY KEY, secret text)",
                        "ALTER TABLE f REPLICA IDENTITY FULL"),
                ", exclude_columns: { \"public.*\": [secret] }");
        RunningGateway.runUntilCaughtUp(config);
        server.execute(
                "excluded",
                "INSERT INTO t VALUES (1, 'hush-hush')",
                "UPDATE t SET secret = 'hush-hush' || 2",
                "INSERT INTO f VALUES (1, 'hush-hush')",
                "UPDATE f SET id = 2",
                "DELETE FROM f");
        RunningGateway.runUntilCaughtUp(config);

        assertThat(staged()).anyMatch(file -> file.contains("/f/")).anyMatch(file -> file.contains("/t/"));
        for (String file : staged()) {
            assertThat(new String(Files.readAllBytes(Path.of(file)), StandardCharsets.ISO_8859_1))
                    .as(file)
                    .doesNotContain("hush-hush");
        }
    }

    private List<String> staged() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("staging"))) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private GatewayConfig database(String name, String... statements) throws Exception {
        return config(directory, server, create(name, statements), "");
    }

    private static String create(String name, String... statements) {
        server.createDatabase(name);
        server.execute(name, statements);
        return name;
    }
}
