package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.TableComparison;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The official PostgreSQL images as source. Needs a Docker engine, and is part of the build only with {@code -Pdocker}. */
class ContainerTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"postgres:13", "postgres:14", "postgres:15", "postgres:16", "postgres:17", "postgres:18"})
    void staged_state_equals_a_server_in_a_container(String image) throws Exception {
        try (PostgreSQLContainer server =
                new PostgreSQLContainer(image).withCommand("postgres", "-c", "wal_level=logical")) {
            server.start();
            try (Connection source = connect(server);
                    Statement statement = source.createStatement()) {
                statement.execute("CREATE TABLE orders (id int PRIMARY KEY, note text, amount numeric(12,2))");
                runUntilCaughtUp(server);
                statement.execute("INSERT INTO orders SELECT g, 'note ' || g, g * 1.25 FROM generate_series(1, 1000) g");
                statement.execute("UPDATE orders SET id = id + 10000 WHERE id <= 10");
                statement.execute("DELETE FROM orders WHERE id % 7 = 0");
                runUntilCaughtUp(server);
                assertEqual(source);
            }
        }
    }

    private static Connection connect(PostgreSQLContainer server) throws Exception {
        return DriverManager.getConnection(server.getJdbcUrl(), server.getUsername(), server.getPassword());
    }

    private void runUntilCaughtUp(PostgreSQLContainer server) throws Exception {
        Path config = directory.resolve("headgate.yaml");
        Files.writeString(
                config,
                """
                version: 1
                connections:
                  main: { host: "%s", port: %d, user: "%s", password: "%s", tls: disable }
                sources:
                  shop: { connection: main, database: "%s", slot: headgate_shop, publication: shop_pub }
                staging: { uri: "%s" }
                admin: { enabled: false }
                """
                        .formatted(
                                server.getHost(),
                                server.getFirstMappedPort(),
                                server.getUsername(),
                                server.getPassword(),
                                server.getDatabaseName(),
                                directory.resolve("staging").toUri()));
        Process gateway = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.headgate.gateway.GatewayMain",
                        "run",
                        "--config",
                        config.toString(),
                        "--until-caught-up")
                .inheritIO()
                .start();
        assertThat(gateway.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(gateway.exitValue()).isZero();
    }

    private void assertEqual(Connection source) throws Exception {
        try (StagedState state = StagedState.read(directory.resolve("staging"), "shop", OracleOptions.strict())) {
            state.verify();
            List<TableComparison> tables = new SourceComparison(state)
                    .compare(source, SourceComparison.publishedTables(source, "shop_pub"));
            assertThat(tables).hasSize(1).allMatch(TableComparison::equal);
        }
    }
}
