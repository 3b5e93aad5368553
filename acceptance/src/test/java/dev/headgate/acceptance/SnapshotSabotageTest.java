package dev.headgate.acceptance;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each guard of reading whole tables is switched off, and the comparison with the source must notice. */
final class SnapshotSabotageTest {

    private static final String GATEWAY = "dev.headgate.gateway.";
    private static final String SESSION = GATEWAY + "source.SnapshotSession#";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Sabotage SABOTAGE = new Sabotage();
    private static EmbeddedServer server;
    private static int databases;

    @TempDir
    private Path directory;

    private final Deque<Site> sites = new ArrayDeque<>();

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder().start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
        System.out.println(SABOTAGE);
    }

    @AfterEach
    void close() {
        sites.forEach(Site::close);
    }

    private Site site(String... schema) {
        String database = "snapshot_" + ++databases;
        try {
            Site site = Site.create(server, Files.createDirectory(directory.resolve(database)), database, schema);
            site.config().set("sources", Site.SOURCE, "snapshot", "chunk_rows").to(100);
            sites.add(site);
            return site;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_table_that_was_rewritten_since_is_not_read_as_it_seems() throws IOException {
        String guard = "a table is compared with its snapshot";
        SABOTAGE.requireQuiet(guard, rewritten());
        SABOTAGE.requireNoticed(guard, rewritten(SESSION + "requireUnchanged=skip"));
    }

    private List<String> rewritten(String... sabotage) throws IOException {
        Site site = site(
                "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
                "INSERT INTO numbered SELECT g, g FROM generate_series(1, 1000) g");
        SnapshotTest.changeWhileRead(site, "ALTER TABLE numbered ALTER COLUMN n TYPE int USING n + 1", sabotage);
        return Findings.of(site);
    }

    @Test
    void a_table_whose_values_changed_without_a_change_of_rows_is_read_again() {
        String guard = "a table is read again when staged rows no longer show it";
        SABOTAGE.requireQuiet(guard, recomputed());
        SABOTAGE.requireNoticed(guard, recomputed(GATEWAY + "pipeline.ShapeDifference#breaks=return:false"));
    }

    private List<String> recomputed(String... sabotage) {
        Site site = site(
                "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
                "INSERT INTO numbered SELECT g, g FROM generate_series(1, 1000) g");
        try (GatewayProcess gateway = Sabotage.start(site.config(), sabotage)) {
            site.awaitStreaming(gateway);
            SnapshotTest.awaitLoaded(site, gateway);
            int loaded = finished(site);
            site.execute("ALTER TABLE numbered ALTER COLUMN n TYPE int USING n + 1");
            Await.until(
                    "it is read again, or only told",
                    SOON,
                    () -> sabotage.length == 0
                            ? finished(site) > loaded
                            : !site.log().events("schema_changed").isEmpty(),
                    gateway::tail);
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
            Sabotage.requireTaken(gateway.output(), sabotage);
        }
        return Findings.of(site);
    }

    @Test
    void changes_before_the_consistent_point_are_in_the_snapshot_and_chunks_keep_the_order_of_the_stream()
            throws IOException {
        String guard = "what was read at two points is the table when the stream is staged through the higher one";
        SABOTAGE.requireQuiet(guard, interrupted());
        SABOTAGE.requireNoticed(guard, interrupted(GATEWAY + "pipeline.LoadLedger#isStagedThrough=return:true"));
    }

    @Test
    void a_row_that_moved_into_a_chunk_that_was_read_takes_its_values_along() throws IOException {
        String guard = "a key change without all values has the table read again";
        SABOTAGE.requireQuiet(guard, interrupted());
        SABOTAGE.requireNoticed(guard, interrupted(GATEWAY + "pipeline.LoadLedger#hasLostValues=return:false"));
    }

    @Test
    void a_table_that_joins_is_read_once_the_transactions_have_ended_that_wrote_to_it_before() throws SQLException {
        String guard = "a snapshot waits for the transactions that are open";
        SABOTAGE.requireQuiet(guard, joined());
        SABOTAGE.requireNoticed(
                guard,
                joined(GATEWAY + "source.SnapshotExport#createTemporarySlot=by:" + HastySnapshot.class.getName()
                        + ":export"));
    }

    /** A transaction writes to a table before the table joins the publication, and ends when the table was read. */
    private List<String> joined(String... sabotage) throws SQLException {
        Site site = site(
                "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
                "CREATE TABLE late (id int PRIMARY KEY, n int)",
                "INSERT INTO late SELECT g, g FROM generate_series(1, 10) g");
        site.execute(
                "DROP PUBLICATION " + site.publication(),
                "CREATE PUBLICATION " + site.publication() + " FOR TABLE numbered, headgate_marker");
        try (GatewayProcess gateway = Sabotage.start(site.config(), sabotage)) {
            site.awaitStreaming(gateway);
            SnapshotTest.awaitLoaded(site, gateway);
            int loaded = finished(site);
            try (CrossingTransaction crossing =
                    CrossingTransaction.begin(CrossingTransaction.Kind.OPEN, site, "late")) {
                site.execute("ALTER PUBLICATION " + site.publication() + " ADD TABLE late");
                Await.until(
                        "the transaction is waited for, or was not",
                        SOON,
                        () -> crossing.isWaitedFor() || finished(site) > loaded,
                        gateway::tail);
                crossing.end();
            }
            Await.until("the table is read", SOON, () -> finished(site) > loaded, gateway::tail);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
            Sabotage.requireTaken(gateway.output(), sabotage);
        }
        return Findings.of(site);
    }

    private static int finished(Site site) {
        return (int) site.log().entries().stream()
                .flatMap(entry -> entry.json().path("events").findValuesAsText("type").stream())
                .filter("refresh_finished"::equals)
                .count();
    }

    @Test
    void rows_that_were_read_stand_before_every_change_that_the_snapshot_does_not_show() throws IOException {
        String guard = "rows of a snapshot have the order of its consistent point";
        SABOTAGE.requireQuiet(guard, deletedWhileRead(false));
        SABOTAGE.requireNoticed(guard, deletedWhileRead(true));
    }

    private List<String> deletedWhileRead(boolean late) throws IOException {
        Site site = site(
                "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
                "INSERT INTO numbered SELECT g, g FROM generate_series(1, 1000) g");
        long beyond = StagedLog.lsn(server.walFlushLsn()) + (1L << 30);
        String[] sabotage = late
                ? new String[] {GATEWAY + "pipeline.Transaction#beginSnapshot=argument:0:" + beyond}
                : new String[0];
        SnapshotTest.changeWhileRead(site, "DELETE FROM numbered WHERE id > 900", sabotage);
        return Findings.of(site);
    }

    @Test
    void a_table_without_key_begins_again_after_a_crash() throws IOException {
        String guard = "chunks of blocks are never mixed from two snapshots";
        SABOTAGE.requireQuiet(guard, bagInterrupted(false));
        SABOTAGE.requireNoticed(guard, bagInterrupted(true));
    }

    /** Killed after three of four partitions; a row joins an unread one before the rest is read. */
    private List<String> bagInterrupted(boolean resumed) throws IOException {
        Site site = site(
                "CREATE TABLE bag (part int, n int) PARTITION BY LIST (part)",
                "CREATE TABLE bag_1 PARTITION OF bag FOR VALUES IN (1)",
                "CREATE TABLE bag_2 PARTITION OF bag FOR VALUES IN (2)",
                "CREATE TABLE bag_3 PARTITION OF bag FOR VALUES IN (3)",
                "CREATE TABLE bag_4 PARTITION OF bag FOR VALUES IN (4)",
                "INSERT INTO bag SELECT 1 + g % 4, g FROM generate_series(1, 1000) g");
        for (String table : List.of("bag", "bag_1", "bag_2", "bag_3", "bag_4")) {
            site.execute("ALTER TABLE " + table + " REPLICA IDENTITY FULL");
        }
        site.execute(
                "DROP PUBLICATION " + site.publication(),
                "CREATE PUBLICATION " + site.publication()
                        + " FOR TABLE bag, headgate_marker WITH (publish_via_partition_root = true)");
        site.config().set("sources", Site.SOURCE, "snapshot", "parallelism").to(1);
        String through = "{" + server.queryValue(site.database(), "SELECT 'bag_3'::regclass::oid::text") + "}";
        String[] sabotage = resumed
                ? new String[] {
                    GATEWAY + "source.SnapshotChunk#throughKey=return:" + through,
                    GATEWAY + "pipeline.TableLoad#goesOnFrom=return:true"
                }
                : new String[0];
        Path hold = Files.createFile(site.config().path().resolveSibling("hold"));
        List<String> points = new ArrayList<>(List.of(SESSION + "copy:4+=hold:" + hold));
        Stream.of(sabotage).limit(1).forEach(points::add);
        try (GatewayProcess gateway = Sabotage.start(site.config(), points.toArray(new String[0]))) {
            site.awaitStreaming(gateway);
            Await.until("chunks are in the log", SOON, () -> site.log().chunks() >= 3, gateway::tail);
            gateway.kill9();
        }
        Files.delete(hold);
        site.execute("INSERT INTO bag VALUES (1, -1), (4, -4)", "DELETE FROM bag WHERE n = 999");
        try (GatewayProcess gateway = Sabotage.start(site.config(), sabotage)) {
            site.awaitStreaming(gateway);
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
            Sabotage.requireTaken(gateway.output(), sabotage);
        }
        return Findings.of(site);
    }

    /** Killed after the first chunks; a row moves from the last chunk to the first before the rest is read. */
    private List<String> interrupted(String... sabotage) throws IOException {
        Site site = site(
                "CREATE TABLE numbered (id int PRIMARY KEY, n int, big text)",
                "ALTER TABLE numbered ALTER COLUMN big SET STORAGE EXTERNAL",
                "INSERT INTO numbered SELECT g, g, repeat(md5(g::text), 100) FROM generate_series(1, 1000) g");
        Path hold = Files.createFile(site.config().path().resolveSibling("hold"));
        String held = SESSION + "bound:4+=hold:" + hold;
        try (GatewayProcess gateway = Sabotage.start(site.config(), held)) {
            site.awaitStreaming(gateway);
            Await.until("chunks are in the log", SOON, () -> site.log().chunks() >= 2, gateway::tail);
            gateway.kill9();
        }
        Files.delete(hold);
        site.execute("UPDATE numbered SET id = -id WHERE id = 990", "DELETE FROM numbered WHERE id = 995");
        String[] points = Stream.of(sabotage).toArray(String[]::new);
        try (GatewayProcess gateway = Sabotage.start(site.config(), points)) {
            site.awaitStreaming(gateway);
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
            Sabotage.requireTaken(gateway.output(), points);
        }
        return Findings.of(site);
    }
}
