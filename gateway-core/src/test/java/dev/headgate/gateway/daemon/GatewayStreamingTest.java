package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.quickstart.oracle.ComparedTable;
import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.TableComparison;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayStreamingTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {13, 17})
    void staged_state_equals_the_source_after_inserts_updates_key_changes_toast_and_deletes(int version)
            throws Exception {
        try (EmbeddedServer server =
                EmbeddedServer.builder().majorVersion(version).build()) {
            server.start();
            server.execute(
                    "postgres",
                    "CREATE TABLE orders (id int PRIMARY KEY, note text, amount numeric(12,2), at timestamptz, tags uuid)",
                    "CREATE TABLE documents (id bigint PRIMARY KEY, title text, body text)",
                    "ALTER TABLE documents ALTER body SET STORAGE EXTERNAL",
                    "CREATE TABLE readings (sensor int, value float8)",
                    "ALTER TABLE readings REPLICA IDENTITY FULL");
            run(server);
            server.execute(
                    "postgres",
                    "INSERT INTO orders SELECT g, 'note ' || g, g * 1.25, now(), gen_random_uuid() FROM generate_series(1, 1000) g",
                    "INSERT INTO documents SELECT g, 'title ' || g, repeat('body', 5000) FROM generate_series(1, 50) g",
                    "UPDATE documents SET title = 'changed' WHERE id % 2 = 0",
                    "UPDATE orders SET id = id + 10000 WHERE id <= 10",
                    "UPDATE documents SET id = id + 1000 WHERE id = 3",
                    "DELETE FROM orders WHERE id % 7 = 0",
                    "INSERT INTO readings SELECT g % 3, g FROM generate_series(1, 100) g",
                    "UPDATE readings SET value = -value WHERE sensor = 1",
                    "DELETE FROM readings WHERE sensor = 2");
            run(server);
            assertEqual(server);
            server.execute(
                    "postgres",
                    "TRUNCATE orders",
                    "INSERT INTO orders VALUES (1, NULL, NULL, 'infinity', NULL)",
                    "ALTER TABLE orders ADD COLUMN extra jsonb",
                    "INSERT INTO orders VALUES (2, 'x', 1, now(), NULL, '{\"a\": 1}')",
                    "DELETE FROM orders WHERE id = 1");
            run(server);
            assertEqual(server);
        }
    }

    private void run(EmbeddedServer server) throws Exception {
        Path yaml = directory.resolve("headgate.yaml");
        Files.writeString(
                yaml, """
                version: 1
                connections:
                  main: { host: localhost, port: %d, user: postgres, tls: disable }
                sources:
                  shop: { connection: main, database: postgres, slot: headgate_shop, publication: shop_pub }
                staging: { uri: "%s" }
                admin: { enabled: false }
                """.formatted(server.port(), directory.resolve("staging").toUri()));
        GatewayConfig config = ConfigLoader.load(yaml, Map.of());
        int exit = new Gateway(config, new RunOptions(null, true, false, false), "test").run();
        assertThat(exit).isZero();
    }

    private void assertEqual(EmbeddedServer server) throws Exception {
        try (StagedState state = StagedState.read(directory.resolve("staging"), "shop", OracleOptions.strict());
                Connection source = server.connect("postgres")) {
            state.verify();
            List<ComparedTable> tables = SourceComparison.publishedTables(source, "shop_pub");
            List<TableComparison> comparisons = new SourceComparison(state).compare(source, tables);
            assertThat(comparisons)
                    .hasSize(3)
                    .allSatisfy(table ->
                            assertThat(table.equal()).as(table.toString()).isTrue());
        }
    }
}
