package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documented Lakeflow Connect example, as people paste it, moves two databases of one server into two destination
 * schemas. Its names are literal; only the server's address and its lack of TLS are this test's.
 */
final class LakeflowImportTest {

    private static final Path EXAMPLE = Path.of("..", "docs", "lakeflow");
    private static final List<String> DATABASES = List.of("mfg_paloalto", "mfg_austin");
    private static final String PASSWORD = "correct";
    private static final Duration END = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void the_documented_example_moves_two_databases_into_two_destination_schemas() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.builder().start()) {
            server.execute(
                    "postgres", "CREATE ROLE databricks_replication LOGIN REPLICATION PASSWORD '" + PASSWORD + "'");
            DATABASES.forEach(database -> createDatabase(server, database));
            importDefinitions(server);

            run("run", "--until-caught-up");
            run(GatewayCommand.ingest(config(), "run", "my-postgres-ingestion", "--once"));
            assertEqual(server);

            DATABASES.forEach(database -> change(server, database));
            run("run", "--until-caught-up");
            run(GatewayCommand.ingest(config(), "run", "my-postgres-ingestion", "--once"));
            assertEqual(server);
        }
    }

    /** As the example has an administrator do it: publication first, then the slot. */
    private static void createDatabase(EmbeddedServer server, String database) {
        server.createDatabase(database);
        server.execute(
                database,
                "CREATE SCHEMA iot1",
                "CREATE SCHEMA other",
                "CREATE TABLE iot1.devices (id int PRIMARY KEY, name text, seen timestamptz)",
                "CREATE TABLE iot1.alerts (device int, at int, level numeric(6, 2), PRIMARY KEY (device, at))",
                "CREATE TABLE other.secrets (id int PRIMARY KEY)",
                "GRANT USAGE ON SCHEMA iot1 TO databricks_replication",
                "GRANT SELECT ON ALL TABLES IN SCHEMA iot1 TO databricks_replication",
                "INSERT INTO iot1.devices SELECT i, '" + database
                        + " ' || i, to_timestamp(i) FROM generate_series(1, 500) i",
                "INSERT INTO iot1.alerts SELECT i % 50, i, i / 7.0 FROM generate_series(1, 300) i",
                "CREATE PUBLICATION " + database + "_cdc_pub FOR ALL TABLES",
                "SELECT pg_create_logical_replication_slot('databricks_" + database + "_slot', 'pgoutput')");
    }

    private static void change(EmbeddedServer server, String database) {
        server.execute(
                database,
                "UPDATE iot1.devices SET name = 'changed at " + database + "' WHERE id % 3 = 0",
                "UPDATE iot1.devices SET id = id + 1000 WHERE id % 10 = 0",
                "DELETE FROM iot1.alerts WHERE device = 7",
                "INSERT INTO iot1.alerts VALUES (7, 1, 0.5)",
                "INSERT INTO other.secrets VALUES (1)");
    }

    private void importDefinitions(EmbeddedServer server) throws IOException {
        Path connection = Files.writeString(
                directory.resolve("connection.json"),
                Files.readString(EXAMPLE.resolve("connection.json"))
                        .replace("myinstance.abc123.us-east-1.rds.amazonaws.com", server.host())
                        .replace("“5432”", "“" + server.port() + "”, “sslmode”: “disable”"));
        GatewayOutcome imported = GatewayProcess.command(
                        "import-lakeflow",
                        connection.toString(),
                        EXAMPLE.resolve("gateway.json").toString(),
                        EXAMPLE.resolve("ingestion.json").toString(),
                        "--output=" + config(),
                        "--staging=" + directory.resolve("staging"),
                        "--lake=" + directory.resolve("lake"))
                .toEnd();
        assertThat(imported.exitCode()).as(imported.output()).isZero();
        assertThat(imported.output())
                .contains("warning: gateway.json:12: a missing comma", "warning: gateway.json: clusters has no");
        // Other tests have the port that it would open.
        Files.writeString(config(), "admin: { enabled: false }\n", StandardOpenOption.APPEND);
        run("validate");
    }

    private Path config() {
        return directory.resolve("headgate.yaml");
    }

    private void run(String command, String... options) {
        run(GatewayProcess.command(command, "--config", config().toString()).with(options));
    }

    private static void run(GatewayCommand command) {
        try (GatewayProcess process =
                command.environment("HEADGATE_PASSWORD", PASSWORD).start()) {
            assertThat(process.awaitExit(END)).as(process.output()).isZero();
        }
    }

    private void assertEqual(EmbeddedServer server) throws IOException, SQLException {
        Path catalog = directory.resolve("lake").resolve("my_catalog");
        assertThat(catalog.toFile().list()).containsExactlyInAnyOrder("mfg_paloalto_iot1", "mfg_austin_iot1");
        for (String database : DATABASES) {
            Path schema = catalog.resolve(database + "_iot1");
            assertThat(schema.toFile().list()).containsExactlyInAnyOrder("devices", "alerts");
            assertThat(delta(schema.resolve("devices"), List.of("id", "name")))
                    .isNotEmpty()
                    .isEqualTo(source(server, database, "SELECT id::text, name FROM iot1.devices"));
            assertThat(delta(schema.resolve("alerts"), List.of("device", "at", "level")))
                    .isNotEmpty()
                    .isEqualTo(source(server, database, "SELECT device::text, at::text, level::text FROM iot1.alerts"));
        }
    }

    private static List<String> delta(Path table, List<String> columns) throws IOException {
        return DeltaRows.of(table, columns).map(String::valueOf).sorted().toList();
    }

    private static List<String> source(EmbeddedServer server, String database, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(result.getString(column));
                }
                rows.add(row.toString());
            }
        }
        return rows.stream().sorted().toList();
    }
}
