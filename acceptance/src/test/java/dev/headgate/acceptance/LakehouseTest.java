package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.FailPointAgent;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL to Delta tables: the ingester is killed in every window between two durable steps, with changes in each, and its
 * tables must equal the source after a run to the end.
 */
final class LakehouseTest {

    private static final String INGEST = "dev.headgate.ingest.";
    private static final Duration END = Duration.ofSeconds(60);
    private static final int DAMAGED = 82;
    private static EmbeddedServer server;
    private static int databases;

    @TempDir
    private Path directory;

    private Site site;
    private int round;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder().start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void open() {
        databases++;
        site = Site.create(
                server,
                directory,
                "lake" + databases,
                "CREATE TABLE items (id int, part text, word text, big text, PRIMARY KEY (part, id))",
                "ALTER TABLE items ALTER COLUMN big SET STORAGE EXTERNAL",
                "CREATE TABLE things (LIKE items INCLUDING ALL)",
                "CREATE TABLE notes (word text, ratio float8)",
                "ALTER TABLE notes REPLICA IDENTITY FULL");
        site.config().set("pipelines", "lake", "sources").to(List.of(Site.SOURCE));
        site.config()
                .set("pipelines", "lake", "target", "uri")
                .to(lake().toUri().toString());
        Sabotage.runUntilCaughtUp(site);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Path lake() {
        return directory.resolve("lake");
    }

    @Test
    void a_kill_in_each_window_loses_and_repeats_nothing() throws Exception {
        List<String> windows = List.of(
                "delta.DeltaSnapshot#create@exit=halt",
                "delta.DeltaTransaction#append@exit=halt",
                "delta.DeltaTransaction#commit@enter=halt",
                "delta.DurableLogStore#write@exit=halt",
                "delta.DeltaTransaction#commit@exit=halt",
                "delta.DeltaTransaction#commit@exit:2=halt",
                "pipeline.ProgressFile#write@enter=halt",
                "pipeline.ProgressFile#write@exit=halt",
                "pipeline.SourceIngest#finish@exit=halt");
        for (String window : windows) {
            changeAndStage();
            assertThat(ingest(INGEST + window).exitCode()).as(window).isEqualTo(FailPointAgent.HALTED);
        }
        changeAndStage();
        assertThat(ingest().exitCode()).isZero();
        assertThat(differences()).isEmpty();
    }

    @Test
    void tables_that_keep_what_was_survive_a_kill_in_each_window() throws Exception {
        site.config()
                .set("pipelines", "lake", "table_modes")
                .to(Map.of("*.items", "scd2", "*.things", "include_deleted_rows", "*.notes", "append"));
        List<String> windows = List.of(
                "delta.DeltaTransaction#append@exit=halt",
                "delta.DurableLogStore#write@exit=halt",
                "delta.DeltaTransaction#commit@exit:2=halt",
                "delta.DeltaTransaction#commit@exit:3=halt",
                "pipeline.ProgressFile#write@exit=halt");
        for (String window : windows) {
            changeAndStage();
            assertThat(ingest(INGEST + window).exitCode()).as(window).isEqualTo(FailPointAgent.HALTED);
        }
        changeAndStage();
        assertThat(ingest().exitCode()).isZero();

        List<String> columns = List.of("id", "part", "word", "big");
        assertThat(delta("items", columns, "_cdc_to_lsn", "null")).isEqualTo(source("items", columns));
        assertThat(delta("things", columns, "_cdc_deleted", "false")).isEqualTo(source("things", columns));
        List<String> logged = delta("notes", List.of("_cdc_commit_lsn", "_cdc_ordinal"));
        // And the row that says where the copy of the empty table begins.
        assertThat(logged).doesNotHaveDuplicates().hasSize(stagedRows("notes") + 1);
    }

    /** Rows of all files of a table that the log names, counted by DuckDB. */
    private int stagedRows(String table) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM read_parquet('"
                        + site.config()
                                .stagingRoot()
                                .resolve(site.database())
                                .resolve("public")
                                .resolve(table)
                        + "/**/*.parquet')")) {
            count.next();
            return count.getInt(1);
        }
    }

    @Test
    void the_views_that_are_made_for_duckdb_equal_the_source() throws Exception {
        for (int changes = 0; changes < 4; changes++) {
            changeAndStage();
        }
        GatewayOutcome generated = GatewayCommand.ingest(site.config(), "generate", "duckdb", "lake")
                .toEnd();
        assertThat(generated.exitCode()).as(generated.output()).isZero();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            // What is logged before it goes to another stream, but not in a test.
            statement.execute(
                    generated.output().substring(generated.output().indexOf("-- Made by: headgate generate")));
            String schema = site.database() + "_public.";
            for (String table : List.of("items", "things")) {
                assertThat(rows(statement, "SELECT id, part, word, big FROM " + schema + table))
                        .as(table)
                        .isNotEmpty()
                        .isEqualTo(source(table, List.of("id", "part", "word", "big")));
            }
            assertThat(rows(statement, "SELECT word, ratio FROM " + schema + "notes"))
                    .isNotEmpty()
                    .isEqualTo(source("notes", List.of("word", "ratio")));
        }
    }

    @Test
    void a_missing_guard_is_noticed() throws Exception {
        changeAndStage();
        ingest();
        changeAndStage();
        ingest(INGEST + "delta.DeltaTransaction#commit@exit:2=halt");
        // Both tables have the entry; a table that did not leave it out would get it twice.
        GatewayOutcome outcome = ingest(INGEST + "pipeline.TableMerge#isFresh=return:true");

        assertThat(outcome.exitCode() != 0 || !differences().isEmpty())
                .as("an entry applied twice is noticed")
                .isTrue();
    }

    @Test
    void a_damaged_staged_file_is_not_applied() throws Exception {
        changeAndStage();
        Path file;
        try (Stream<Path> files = Files.walk(site.config().stagingRoot())) {
            file = files.filter(path -> path.toString().endsWith(".parquet"))
                    .filter(path -> path.toString().contains("items"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);

        GatewayOutcome outcome = ingest();

        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(DAMAGED);
        assertThat(outcome.output()).contains("HG-7002 STAGED_FILE_DAMAGED", "file: ");
    }

    /** Changes of every kind, with values that later changes do not carry, in several transactions. */
    private void changeAndStage() {
        round++;
        String first = "10 * " + round;
        site.execute(
                "INSERT INTO items SELECT " + first + " + n, 'p', 'w', repeat('b', 9000) || n "
                        + "FROM generate_series(1, 6) n",
                "UPDATE items SET word = 'round " + round + "' WHERE id % 2 = 0",
                "UPDATE items SET part = 'q' WHERE id = " + first + " + 2",
                "BEGIN; UPDATE items SET id = -1 WHERE id = " + first + " + 1 AND part = 'p';"
                        + "UPDATE items SET id = " + first + " + 1 WHERE id = " + first + " + 3 AND part = 'p';"
                        + "UPDATE items SET id = " + first + " + 3 WHERE id = -1; COMMIT",
                "DELETE FROM items WHERE id = " + first + " + 4",
                "INSERT INTO items VALUES (" + first + " + 4, 'p', 'again', NULL)",
                "INSERT INTO notes SELECT 'same', 'NaN' FROM generate_series(1, 3)",
                "INSERT INTO notes VALUES (NULL, " + round + ")",
                "UPDATE notes SET ratio = -0.5 WHERE ctid = (SELECT min(ctid) FROM notes WHERE word = 'same')",
                "DELETE FROM notes WHERE word IS NULL AND ratio = " + round + " - 1",
                "BEGIN; DELETE FROM things; INSERT INTO things SELECT * FROM items; COMMIT",
                "UPDATE things SET word = 'thing' WHERE id % 3 = 0",
                "DELETE FROM things WHERE id % 7 = 0");
        if (round % 4 == 0) {
            site.execute("TRUNCATE notes", "INSERT INTO notes VALUES ('after', 1)");
        }
        Sabotage.runUntilCaughtUp(site);
    }

    private GatewayOutcome ingest(String... failPoints) {
        GatewayCommand command = GatewayCommand.ingest(site.config(), "run", "lake", "--once");
        for (String failPoint : failPoints) {
            command.failPoint(failPoint);
        }
        try (GatewayProcess process = command.start()) {
            GatewayOutcome outcome = new GatewayOutcome(process.awaitExit(END), process.output());
            Sabotage.requireTaken(outcome.output(), failPoints);
            return outcome;
        }
    }

    private List<String> differences() throws IOException, SQLException {
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, List<String>> table : Map.of(
                        "items", List.of("id", "part", "word", "big"), "notes", List.of("word", "ratio"))
                .entrySet()) {
            List<String> expected = source(table.getKey(), table.getValue());
            List<String> found = delta(table.getKey(), table.getValue());
            if (!expected.equals(found)) {
                differences.add(table.getKey() + ": the source has " + expected.size() + " rows, the table "
                        + found.size() + ", or others");
            }
        }
        return differences;
    }

    private List<String> source(String table, List<String> columns) throws SQLException {
        try (Connection connection = server.connect(site.database());
                Statement statement = connection.createStatement()) {
            return rows(statement, "SELECT " + String.join(", ", columns) + " FROM " + table);
        }
    }

    private static List<String> rows(Statement statement, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getObject(column)));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows.stream().sorted().toList();
    }

    private List<String> delta(String table, List<String> columns) throws IOException {
        return cells(table, columns)
                .map(cells -> String.join("|", cells))
                .sorted()
                .toList();
    }

    /** @param wanted what the column's value is as text */
    private List<String> delta(String table, List<String> columns, String column, String wanted) throws IOException {
        List<String> read = new ArrayList<>(columns);
        read.add(column);
        return cells(table, read)
                .filter(cells -> wanted.equals(cells.get(columns.size())))
                .map(cells -> String.join("|", cells.subList(0, columns.size())))
                .sorted()
                .toList();
    }

    private Stream<List<String>> cells(String table, List<String> columns) throws IOException {
        return DeltaRows.of(lake().resolve(site.database()).resolve("public").resolve(table), columns);
    }
}
