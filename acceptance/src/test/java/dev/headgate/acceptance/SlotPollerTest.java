package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The poller must see what must never be: here the test plays the gateway, well and badly. */
final class SlotPollerTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SLOT = "watched";
    private static EmbeddedServer server;

    @TempDir
    private Path root;

    private StagedLog log;
    private SlotPoller poller;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder().build();
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void watch() throws IOException {
        server.execute("postgres", "SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
        Files.createDirectories(root.resolve("_headgate/shop/log"));
        log = new StagedLog(root, "shop");
        poller = SlotPoller.watch(server, SLOT, log);
        awaitPolls();
    }

    @AfterEach
    void dropSlot() {
        poller.close();
        server.execute("postgres", "SELECT pg_drop_replication_slot('" + SLOT + "')");
    }

    @Test
    void an_acknowledgement_after_its_entry_is_no_violation() throws Exception {
        String lsn = writeWal();
        stage(1, "0/0", lsn, 3, 3);
        acknowledge(lsn);
        awaitPolls();
        assertThat(poller.violations()).isEmpty();
        assertThat(log.problems()).isEmpty();
    }

    @Test
    void an_acknowledgement_without_any_entry_is_a_violation() {
        acknowledge(writeWal());
        awaitViolation("the disk proves nothing");
    }

    @Test
    void an_acknowledgement_past_the_newest_entry_is_a_violation() throws Exception {
        String lsn = writeWal();
        stage(1, "0/0", lsn, 3, 3);
        acknowledge(writeWal());
        awaitViolation("the disk proves " + lsn + " (entry 1)");
    }

    @Test
    void an_entry_whose_file_is_not_whole_proves_nothing() throws Exception {
        String first = writeWal();
        stage(1, "0/0", first, 3, 3);
        String second = writeWal();
        Path file = stage(2, first, second, 3, 3);
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
        acknowledge(second);
        awaitViolation("(entry 1)");
        assertThat(log.problems())
                .anyMatch(problem -> problem.contains("entry 2") && problem.contains("bytes instead"));
    }

    @Test
    void an_entry_with_a_wrong_count_of_rows_a_gap_or_a_broken_chain_is_a_problem() throws Exception {
        stage(1, "0/0", "0/10", 3, 4);
        stage(3, "0/11", "0/20", 3, 3);
        assertThat(log.problems())
                .anyMatch(problem -> problem.contains("3 rows instead of 4"))
                .anyMatch(problem -> problem.contains("entry 3: follows entry 1"))
                .anyMatch(problem -> problem.contains("entry 3: from_lsn"));
        assertThat(log.newestProven()).isNull();
    }

    @Test
    void a_server_that_is_killed_is_polled_again_when_it_is_back() {
        server.kill9();
        server.start();
        awaitPolls();
        assertThat(poller.violations()).isEmpty();
    }

    private static String writeWal() {
        server.execute("postgres", "SELECT pg_logical_emit_message(true, 'test', repeat('x', 100))");
        return server.walFlushLsn();
    }

    private static void acknowledge(String lsn) {
        server.execute("postgres", "SELECT pg_replication_slot_advance('" + SLOT + "', '" + lsn + "')");
    }

    private void awaitPolls() {
        long before = poller.polls();
        Await.until("the poller polls", SOON, () -> poller.polls() > before + 2);
    }

    private void awaitViolation(String text) {
        Await.until(
                "a violation with: " + text,
                SOON,
                () -> poller.violations().stream().anyMatch(violation -> violation.contains(text)),
                () -> String.join("\n", poller.violations()));
    }

    /** Writes entry and file as the gateway would. */
    private Path stage(long entry, String from, String through, int rows, int listedRows)
            throws IOException, SQLException {
        Path file = Files.createDirectories(root.resolve("c/s/t/g000001")).resolve(entry + ".parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("COPY (SELECT * FROM range(" + rows + ")) TO '" + file + "' (FORMAT parquet)");
        }
        String json = String.format(
                Locale.ROOT, """
                {"log_id": "L", "entry": %d, "epoch": 1, "from_lsn": "%s", "through_lsn": "%s",
                 "commit_id": "id%d", "previous": "id%d",
                 "files": [{"path": "c/s/t/g000001/%d.parquet", "bytes": %d, "rows": %d}]}
                """, entry, from, through, entry, entry - 1, entry, Files.size(file), listedRows);
        Path temporary = root.resolve("entry.tmp");
        Files.writeString(temporary, json);
        Files.move(temporary, log.entryFile(entry));
        return file;
    }
}
