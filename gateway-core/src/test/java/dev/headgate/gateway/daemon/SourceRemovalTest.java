package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceRemovalTest {
    private static final String OWN_OBJECTS =
            "SELECT (SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'shop_postgres')"
                    + " + (SELECT count(*) FROM pg_publication WHERE pubname LIKE 'shop_pub%')";

    @TempDir
    private Path directory;

    @Test
    void slot_publications_and_staged_files_go_and_nothing_of_others() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.builder().start()) {
            GatewayConfig config = stagedSource(server);
            SourceConfig source = Objects.requireNonNull(config.sources().get("shop"));
            Path foreign = Files.createDirectories(directory.resolve("staging/postgres/public/others"))
                    .resolve("others.parquet");
            Files.writeString(foreign, "x");
            server.execute(
                    "postgres", "CREATE PUBLICATION others", "SELECT pg_create_physical_replication_slot('others')");

            assertThat(new SourceRemoval(config, source, false).describe())
                    .hasSize(4)
                    .anySatisfy(line -> assertThat(line)
                            .matches("Slot shop_postgres is dropped, and with it \\d+ bytes of WAL; changes after .*"))
                    .contains("Publication shop_pub is dropped.", "Publication shop_pub_inserts is dropped.")
                    .anySatisfy(line -> assertThat(line).matches("\\d+ staged files of 2 tables .* are deleted\\."));
            assertThat(server.queryLong("postgres", OWN_OBJECTS)).isEqualTo(3);

            new SourceRemoval(config, source, false).run();

            assertThat(server.queryLong("postgres", OWN_OBJECTS)).isZero();
            assertThat(server.queryLong("postgres", "SELECT count(*) FROM pg_replication_slots"))
                    .isOne();
            assertThat(files())
                    .containsExactlyInAnyOrder("_headgate/shop/lock", "postgres/public/others/others.parquet");
            assertThat(new SourceRemoval(config, source, false).run())
                    .as("a second time there is nothing left to do")
                    .hasSize(2);
        }
    }

    @Test
    void what_somebody_else_created_stays_and_so_do_the_files_that_are_to_be_kept() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.builder().start()) {
            GatewayConfig config = stagedSource(server);
            SourceConfig source = Objects.requireNonNull(config.sources().get("shop"));
            server.execute("postgres", "CREATE ROLE dba SUPERUSER", "ALTER PUBLICATION shop_pub OWNER TO dba");
            List<String> before = files();

            assertThat(new SourceRemoval(config, source, true).describe())
                    .contains("Publication shop_pub_inserts is dropped.", "The staged files are kept.")
                    .anySatisfy(line ->
                            assertThat(line).startsWith("Publication shop_pub stays, since another role owns it"));

            new SourceRemoval(config, source, true).run();

            assertThat(server.queryValue("postgres", "SELECT string_agg(pubname, ',') FROM pg_publication"))
                    .isEqualTo("shop_pub");
            assertThat(files()).isEqualTo(before);
        }
    }

    @Test
    void a_source_whose_gateway_runs_is_not_removed() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.builder().start()) {
            GatewayConfig config = stagedSource(server);
            SourceConfig source = Objects.requireNonNull(config.sources().get("shop"));
            try (RunningGateway gateway = RunningGateway.start(config).awaitStreaming()) {
                assertThatThrownBy(() -> new SourceRemoval(config, source, false).run())
                        .isInstanceOfSatisfying(
                                GatewayException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCK_HELD));
                assertThat(gateway.ended()).isFalse();
            }
            assertThat(server.queryLong("postgres", OWN_OBJECTS)).isEqualTo(3);
        }
    }

    private GatewayConfig stagedSource(EmbeddedServer server) throws Exception {
        server.execute("postgres", "CREATE TABLE orders (id int PRIMARY KEY)", "CREATE TABLE audit (what text)");
        GatewayConfig config = RunningGateway.config(directory, server, "postgres", "");
        RunningGateway.runUntilCaughtUp(config);
        server.execute("postgres", "INSERT INTO orders VALUES (1)", "INSERT INTO audit VALUES ('x')");
        RunningGateway.runUntilCaughtUp(config);
        return config;
    }

    private List<String> files() throws Exception {
        Path staging = directory.resolve("staging");
        try (Stream<Path> files = Files.walk(staging).filter(Files::isRegularFile)) {
            return files.map(file -> staging.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
