package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * When the history is not the one that was staged, the gateway stops rather than guesses: its own error and exit code,
 * nothing staged, and the remedy that it prints works.
 */
final class HaltTest {

    private static final int LINEAGE = 80;
    private static final int SLOT_GONE = 81;
    private static final int LOG = 82;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TABLE = "CREATE TABLE orders (id int PRIMARY KEY, note text)";
    private static final String ROW = "INSERT INTO orders SELECT coalesce(max(id), 0) + 1, 'x' FROM orders";

    @RegisterExtension
    private static final SharedServer SERVER = SharedServer.plain();

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Opened opened = new Opened();

    @Test
    void a_slot_that_somebody_advanced() {
        Site site = stageSomething(SERVER.get(), "advanced");
        site.execute(ROW, "SELECT pg_replication_slot_advance('" + site.slot() + "', pg_current_wal_lsn())");
        String output = assertHalts(site, LINEAGE, "HG-3004");
        assertThat(output).contains(site.slot());
        assertAcceptLineageWorks(site, output);
    }

    @Test
    void a_slot_that_was_dropped() {
        Site site = stageSomething(SERVER.get(), "dropped");
        site.execute("SELECT pg_drop_replication_slot('" + site.slot() + "')", ROW);
        assertAcceptLineageWorks(site, assertHalts(site, SLOT_GONE, "HG-3002"));
    }

    @Test
    void a_slot_that_was_created_again() {
        Site site = stageSomething(SERVER.get(), "recreated");
        site.execute(
                "SELECT pg_drop_replication_slot('" + site.slot() + "')",
                ROW,
                "SELECT pg_create_logical_replication_slot('" + site.slot() + "', 'pgoutput')");
        assertAcceptLineageWorks(site, assertHalts(site, LINEAGE, "HG-300[46]"));
    }

    @Test
    void a_slot_of_another_plugin() {
        Site site = stageSomething(SERVER.get(), "plugin");
        site.execute(
                "SELECT pg_drop_replication_slot('" + site.slot() + "')",
                "SELECT pg_create_logical_replication_slot('" + site.slot() + "', 'test_decoding')");
        String output = assertHalts(site, LINEAGE, "HG-3005");
        assertThat(output).contains("pg_drop_replication_slot('" + site.slot() + "')");
    }

    @Test
    void a_slot_whose_WAL_the_server_removed() {
        EmbeddedServer small = opened.push(EmbeddedServer.builder()
                .setting("max_slot_wal_keep_size", "1MB")
                .setting("max_wal_size", "32MB")
                .setting("min_wal_size", "32MB")
                .start());
        Site site = stageSomething(small, "lost");
        for (int segment = 0; segment < 6; segment++) {
            site.execute(
                    "SELECT pg_logical_emit_message(false, 'burn', repeat('x', 1000000))", "SELECT pg_switch_wal()");
        }
        site.execute("CHECKPOINT");
        assertThat(small.queryValue("postgres", "SELECT wal_status FROM pg_replication_slots"))
                .isEqualTo("lost");
        String output = assertHalts(site, SLOT_GONE, "HG-3003");
        assertThat(output).contains("pg_drop_replication_slot('" + site.slot() + "')");
        site.execute("SELECT pg_drop_replication_slot('" + site.slot() + "')");
        assertAcceptLineageWorks(site, output);
    }

    @Test
    void another_cluster_under_the_same_address() {
        Site site = stageSomething(SERVER.get(), "cluster");
        try (EmbeddedServer other =
                EmbeddedServer.builder().ownSystemIdentifier().start()) {
            Site.createRole(other);
            other.createDatabase("cluster");
            other.execute(
                    "cluster",
                    TABLE,
                    "CREATE PUBLICATION " + site.publication() + " FOR ALL TABLES",
                    "SELECT pg_create_logical_replication_slot('" + site.slot() + "', 'pgoutput')");
            site.config().port(other.port());
            assertHalts(site, LINEAGE, "HG-3007");
            site.config().port(SERVER.get().port());
            site.runUntilAcknowledged();
            site.assertExactlyOnce();
        }
    }

    @Test
    void a_server_that_was_restored_to_an_earlier_point() {
        EmbeddedServer restored = opened.push(EmbeddedServer.builder().start());
        Site site = stageSomething(restored, "restored");
        restored.stopFast(SOON);
        Path backup = directory.resolve("backup");
        restored.copyDataDirectory(backup);
        restored.start();
        site.execute(ROW);
        site.runUntilAcknowledged();
        restored.stopFast(SOON);
        restored.restoreDataDirectory(backup);
        restored.start();
        assertAcceptLineageWorks(site, assertHalts(site, LINEAGE, "HG-300[489]"));
    }

    @Test
    void a_publication_that_is_missing() {
        Site site = stageSomething(SERVER.get(), "unpublished");
        site.execute("DROP PUBLICATION " + site.publication(), ROW);
        String output = assertHalts(site, LINEAGE, "HG-4001");
        site.execute("CREATE PUBLICATION " + site.publication() + " FOR ALL TABLES");
        assertAcceptLineageWorks(site, output);
    }

    @Test
    void a_publication_that_was_created_again() {
        Site site = stageSomething(SERVER.get(), "republished");
        site.execute(
                "DROP PUBLICATION " + site.publication(),
                ROW,
                "CREATE PUBLICATION " + site.publication() + " FOR ALL TABLES");
        assertAcceptLineageWorks(site, assertHalts(site, LINEAGE, "HG-4002"));
    }

    @Test
    void a_table_that_left_the_publication_and_came_back() {
        Site site = opened.push(Site.create(SERVER.get(), directory, "rejoined", TABLE));
        site.execute(
                "DROP PUBLICATION " + site.publication(),
                "CREATE PUBLICATION " + site.publication() + " FOR TABLE orders, headgate_marker");
        site.runUntilAcknowledged();
        site.execute(
                "ALTER PUBLICATION " + site.publication() + " DROP TABLE orders",
                ROW,
                "ALTER PUBLICATION " + site.publication() + " ADD TABLE orders");
        assertAcceptLineageWorks(site, assertHalts(site, LINEAGE, "HG-4003"));
    }

    @Test
    void a_commit_log_with_a_damaged_entry() throws IOException {
        Site site = stageSomething(SERVER.get(), "damaged");
        long last = site.log().entries().size();
        Path entry = site.log().entryFile(last);
        byte[] good = Files.readAllBytes(entry);
        Files.write(
                entry,
                new String(good, StandardCharsets.UTF_8)
                        .replace("commit_id", "commit_xx")
                        .getBytes(StandardCharsets.UTF_8));
        String output = assertHalts(site, LOG, "HG-5001");
        assertThat(output).contains(entry.getFileName().toString());
        Files.write(entry, good);
        site.execute(ROW);
        site.runUntilAcknowledged();
        site.assertExactlyOnce();
    }

    @Test
    void a_commit_log_with_a_missing_entry() throws IOException {
        Site site = stageSomething(SERVER.get(), "gap");
        site.execute(ROW);
        site.runUntilAcknowledged();
        long last = site.log().entries().size();
        Path entry = site.log().entryFile(last - 1);
        Path aside = directory.resolve("aside.json");
        Files.move(entry, aside);
        assertHalts(site, LOG, "HG-5001");
        Files.move(aside, entry);
        site.runUntilAcknowledged();
        site.assertExactlyOnce();
    }

    @Test
    void a_commit_log_that_was_swapped_for_another() {
        Site site = stageSomething(SERVER.get(), "swapped");
        Path root = site.config().stagingRoot();
        Path log = root.resolve("_headgate").resolve(Site.SOURCE);
        Path aside = directory.resolve("aside");
        StagedTree.copy(log, aside);
        try (Site other = Site.create(SERVER.get(), makeDirectory("other"), "swapped_other", TABLE)) {
            other.execute(ROW);
            other.runUntilAcknowledged();
            StagedTree.delete(log);
            StagedTree.copy(other.config().stagingRoot().resolve("_headgate").resolve(Site.SOURCE), log);
        }
        assertHalts(site, LOG, "HG-5002");
        StagedTree.delete(log);
        StagedTree.copy(aside, log);
        site.execute(ROW);
        site.runUntilAcknowledged();
        site.assertExactlyOnce();
    }

    @Test
    void a_staging_root_that_was_restored_to_an_earlier_point() {
        Site site = stageSomething(SERVER.get(), "old_root");
        Path root = site.config().stagingRoot();
        Path backup = directory.resolve("root-backup");
        StagedTree.copy(root, backup);
        site.execute(ROW);
        site.runUntilAcknowledged();
        Path newest = directory.resolve("root-newest");
        StagedTree.copy(root, newest);
        StagedTree.delete(root);
        StagedTree.copy(backup, root);
        assertHalts(site, LINEAGE, "HG-3004");
        StagedTree.delete(root);
        StagedTree.copy(newest, root);
        site.runUntilAcknowledged();
        site.assertExactlyOnce();
    }

    private Path makeDirectory(String name) {
        try {
            return Files.createDirectory(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Site stageSomething(EmbeddedServer on, String database) {
        Site site = opened.push(Site.create(on, directory, database, TABLE));
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute(ROW, ROW);
            site.awaitAcknowledged(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
        return site;
    }

    /** Runs the gateway until it ends by itself, and returns what it said. */
    private String assertHalts(Site site, int exitCode, String errorPattern) {
        Map<String, Long> before = StagedTree.list(site.config().stagingRoot());
        try (GatewayProcess gateway = GatewayProcess.run(site.config()).start()) {
            assertThat(gateway.awaitExit(SOON)).as(gateway.tail()).isEqualTo(exitCode);
            assertThat(gateway.output()).containsPattern(errorPattern).doesNotContain("\tat ");
            assertThat(StagedTree.list(site.config().stagingRoot()))
                    .as("nothing was staged or deleted")
                    .isEqualTo(before);
            return gateway.output();
        }
    }

    /** Does what the output told: a new epoch, from which on changes are staged again. */
    private void assertAcceptLineageWorks(Site site, String output) {
        assertThat(output).contains("headgate accept-lineage " + Site.SOURCE);
        GatewayOutcome accepted = GatewayProcess.command(
                        "accept-lineage",
                        Site.SOURCE,
                        "--yes",
                        "--config",
                        site.config().path().toString())
                .toEnd();
        assertThat(accepted.exitCode()).as(accepted.output()).isZero();
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute(ROW);
            site.awaitCaughtUp(gateway);
            // What may be missing of the tables is read again.
            SnapshotTest.awaitLoaded(site, gateway);
            Site.stop(gateway);
        }
        long rows = site.log().entries().stream()
                .filter(entry -> entry.json().path("epoch").asInt() == 2)
                .flatMap(entry -> StagedLog.files(entry).stream())
                .filter(file -> file.path("table").asText().equals("orders"))
                .mapToLong(file -> file.path("ops").path("c").asLong())
                .sum();
        assertThat(rows).as("changes of epoch 2").isOne();
        assertThat(site.log().problems()).isEmpty();
    }
}
