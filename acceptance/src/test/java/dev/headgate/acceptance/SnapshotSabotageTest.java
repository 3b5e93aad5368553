package dev.headgate.acceptance;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
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
