package dev.headgate.acceptance;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Transactions that have written and not ended when a table's snapshot is asked for: each is in the rows that are read
 * or in the stream, whole, and never in both or in neither.
 */
final class CrossingTransactionsTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @AfterEach
    void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @ParameterizedTest
    @EnumSource(CrossingTransaction.Kind.class)
    void a_transaction_that_has_not_ended_when_the_slot_is_made_is_staged_once(CrossingTransaction.Kind kind)
            throws SQLException {
        Site site = site(
                "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
                "INSERT INTO numbered SELECT g, g FROM generate_series(1, 100) g");
        try (CrossingTransaction crossing = CrossingTransaction.begin(kind, site, "numbered");
                GatewayProcess gateway = GatewayProcess.run(site.config()).start();
                Connection later = site.server().connect(site.database());
                Statement statement = later.createStatement()) {
            Await.until("the slot waits for it", SOON, crossing::isWaitedFor, gateway::tail);
            later.setAutoCommit(false);
            statement.execute("INSERT INTO numbered VALUES (2000, 0)");
            site.execute("INSERT INTO numbered VALUES (3000, 0)", "UPDATE numbered SET n = -n WHERE id = 50");
            crossing.end();
            statement.execute("DELETE FROM numbered WHERE id = 60");
            later.commit();
            site.awaitStreaming(gateway);
            SnapshotTest.awaitLoaded(site, gateway);
            site.execute("UPDATE numbered SET n = n + 1 WHERE id >= 1000");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @ParameterizedTest
    @EnumSource(CrossingTransaction.Kind.class)
    void a_transaction_that_has_not_ended_when_its_table_joins_the_publication_is_staged_once(
            CrossingTransaction.Kind kind) throws SQLException {
        Site site = site(
                "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
                "CREATE TABLE late (id int PRIMARY KEY, n int)",
                "INSERT INTO late SELECT g, g FROM generate_series(1, 100) g");
        site.execute(
                "DROP PUBLICATION " + site.publication(),
                "CREATE PUBLICATION " + site.publication() + " FOR TABLE numbered, headgate_marker");
        try (GatewayProcess gateway = site.startStreaming()) {
            SnapshotTest.awaitLoaded(site, gateway);
            try (CrossingTransaction crossing = CrossingTransaction.begin(kind, site, "late")) {
                site.execute("ALTER PUBLICATION " + site.publication() + " ADD TABLE late");
                Await.until("the snapshot waits for it", SOON, crossing::isWaitedFor, gateway::tail);
                // Everything else streams on meanwhile.
                site.execute(
                        "INSERT INTO numbered VALUES (1, 1)", "UPDATE late SET n = -n WHERE id % 2 = 0 AND id > 2");
                site.awaitCaughtUp(gateway);
                crossing.end();
            }
            site.execute("UPDATE late SET n = n + 1 WHERE id >= 1000");
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    /** Nobody ever confirms: a commit that asks for confirmation waits, and no other does. */
    private Site site(String... schema) {
        EmbeddedServer server = EmbeddedServer.builder()
                .setting("max_prepared_transactions", "10")
                .setting("synchronous_standby_names", "nobody")
                .setting("synchronous_commit", "local")
                .start();
        opened.push(server);
        Site site = Site.create(server, directory, "crossing", schema);
        opened.push(site);
        return site;
    }
}
