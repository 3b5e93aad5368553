package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many tables, wide tables and large rows with bounded memory and a bounded number of files. */
final class ManyTablesTest {

    private static final int TABLES = 1_000;
    private static final int COLUMNS = 1_600;
    private static final int ROUNDS = 10;
    private static final int ROW_TOO_LARGE = 70;
    private static EmbeddedServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder()
                .setting("max_locks_per_transaction", "2000")
                .start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void a_thousand_tables_fit_into_a_small_heap_and_few_files() {
        try (Site site = Site.create(
                server,
                directory,
                "thousand",
                "DO $$ BEGIN FOR n IN 1.." + TABLES
                        + " LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, word text)', n); END LOOP; END $$")) {
            // Small tables may wait for each other; how long is the operator's choice.
            site.config().set("staging", "flush", "max_age").to("5s");
            try (GatewayProcess gateway = site.startStreaming()) {
                for (int round = 1; round <= ROUNDS; round++) {
                    site.execute("DO $$ BEGIN FOR n IN 1.." + TABLES + " LOOP EXECUTE format('INSERT INTO t%s VALUES ("
                            + round + ", ''word'')', n); END LOOP; END $$");
                }
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
            Map<String, Long> files = StagedTree.list(site.config().stagingRoot());
            long dataFiles = files.keySet().stream()
                    .filter(file -> file.endsWith(".parquet"))
                    .count();
            assertThat(dataFiles).as("data files").isBetween((long) TABLES, 4L * TABLES);
            site.assertExactlyOnce();
        }
    }

    @Test
    void a_table_of_1600_columns_is_staged() {
        String columns = IntStream.range(1, COLUMNS)
                .mapToObj(number -> "c" + number + " smallint")
                .collect(Collectors.joining(", "));
        List<String> numbers = new ArrayList<>();
        for (int number = 1; number < COLUMNS; number++) {
            numbers.add(Integer.toString(number));
        }
        String values = String.join(", ", numbers);
        try (Site site =
                Site.create(server, directory, "wide", "CREATE TABLE wide (id int PRIMARY KEY, " + columns + ")")) {
            try (GatewayProcess gateway = site.startStreaming()) {
                for (int id = 1; id <= 20; id++) {
                    site.execute("INSERT INTO wide VALUES (" + id + ", " + values + ")");
                }
                site.execute("UPDATE wide SET c1 = NULL, c1599 = -1 WHERE id = 7", "DELETE FROM wide WHERE id = 8");
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
            site.assertExactlyOnce();
        }
    }

    @Test
    void a_row_of_100_MB_needs_the_memory_and_says_so_when_it_is_not_there() {
        try (Site site = Site.create(
                server,
                directory,
                "large",
                "CREATE TABLE large (id int PRIMARY KEY, body text)",
                "ALTER TABLE large ALTER COLUMN body SET STORAGE EXTERNAL")) {
            site.config().set("sources", Site.SOURCE, "on_table_error").to("halt");
            site.runUntilAcknowledged();
            long before = site.confirmedFlushLsn();
            site.execute("INSERT INTO large SELECT 1, string_agg(md5(n::text), '') FROM generate_series(1, 3200000) n");
            try (GatewayProcess gateway = GatewayProcess.run(site.config()).start()) {
                assertThat(gateway.awaitExit(Duration.ofMinutes(2)))
                        .as(gateway.tail())
                        .isEqualTo(ROW_TOO_LARGE);
                assertThat(gateway.output())
                        .contains("HG-6002", "large", "-Xmx")
                        .doesNotContain("OutOfMemoryError");
            }
            assertThat(site.confirmedFlushLsn()).as("nothing acknowledged").isEqualTo(before);
            try (GatewayProcess gateway =
                    GatewayProcess.run(site.config()).heap("1g").start()) {
                site.awaitStreaming(gateway);
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
            site.assertExactlyOnce();
        }
    }

    @Test
    @Tag("torture")
    void a_thousand_tables_with_much_to_say_fit_into_a_small_heap() {
        try (Site site = Site.create(
                server,
                directory,
                "busy_thousand",
                "DO $$ BEGIN FOR n IN 1.." + TABLES
                        + " LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, word text)', n); END LOOP; END $$")) {
            try (GatewayProcess gateway = site.startStreaming()) {
                for (int round = 0; round < 20; round++) {
                    site.execute("DO $$ BEGIN FOR n IN 1.." + TABLES
                            + " LOOP EXECUTE format('INSERT INTO t%s SELECT " + round
                            + " * 200 + m, repeat(''w'', 500) FROM generate_series(1, 200) m', n); END LOOP; END $$");
                }
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
            site.assertExactlyOnce();
        }
    }
}
