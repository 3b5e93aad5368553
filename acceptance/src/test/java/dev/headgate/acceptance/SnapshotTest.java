package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.workload.RandomTransactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that hold rows before the gateway is started: they are read while they are changed, and what is staged is what
 * the source holds, at the end and at each entry after they were read.
 */
final class SnapshotTest {

    private static final String SCHEMA = "random";
    private static final String SESSION = "dev.headgate.gateway.source.SnapshotSession#";
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String[] KINDS_OF_TABLES = {
        "CREATE TABLE numbered (id bigint PRIMARY KEY, n int, note text)",
        "CREATE TABLE paired (a int, b text COLLATE \"C\", n int, PRIMARY KEY (a, b))",
        "CREATE TABLE worded (word text PRIMARY KEY, n int)",
        "CREATE TABLE identified (id uuid PRIMARY KEY, n int)",
        "CREATE TABLE bag (a text, n int)",
        "ALTER TABLE bag REPLICA IDENTITY FULL",
        "CREATE TABLE parted (id int PRIMARY KEY, n int) PARTITION BY RANGE (id)",
        "CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (MINVALUE) TO (500)",
        "CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (500) TO (MAXVALUE)",
        "CREATE TABLE big (id int PRIMARY KEY, n int, toast text)",
        "ALTER TABLE big ALTER COLUMN toast SET STORAGE EXTERNAL",
        "CREATE TABLE empty (id int PRIMARY KEY)",
        "INSERT INTO numbered SELECT g, g, 'note ''' || g FROM generate_series(-1000, 1000) g",
        "INSERT INTO paired SELECT g % 50, 'it''s \"' || g || '\\, {', g FROM generate_series(1, 2000) g",
        "INSERT INTO worded SELECT 'w' || g || '\\', g FROM generate_series(1, 2000) g",
        "INSERT INTO identified SELECT md5(g::text)::uuid, g FROM generate_series(1, 2000) g",
        "INSERT INTO bag SELECT 'b' || g % 10, g % 7 FROM generate_series(1, 2000) g",
        "INSERT INTO parted SELECT g, g FROM generate_series(1, 1000) g",
        "INSERT INTO big SELECT g, g, repeat(md5(g::text), 100) FROM generate_series(1, 600) g"
    };

    /** Each leaves the rows as they are, or shows in the stream; most of them rewrite a table. */
    private static final List<String> MAINTENANCE = List.of(
            "VACUUM FULL big",
            "ALTER TABLE big ALTER COLUMN n TYPE int USING n + 0",
            "VACUUM big",
            "ALTER TABLE numbered ALTER COLUMN n TYPE int USING n + 0",
            "CLUSTER paired USING paired_pkey",
            "VACUUM FULL bag",
            "ALTER TABLE parted_low SET (fillfactor = 50)",
            "TRUNCATE worded",
            "VACUUM FULL parted_low",
            "ALTER TABLE identified ADD COLUMN added int",
            "ALTER TABLE identified DROP COLUMN added",
            "VACUUM (FREEZE, ANALYZE)");

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("headgate.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @RegisterExtension
    private final Opened opened = new Opened();

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 17, 18})
    void tables_of_every_kind_are_staged_with_the_rows_that_they_had(int majorVersion) {
        Site site = open(majorVersion, "kinds", KINDS_OF_TABLES);
        chunkRows(site, 300);
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute(changes(1));
            site.awaitAcknowledged(gateway);
            awaitLoaded(site, gateway);
            site.execute(changes(2));
            site.awaitAcknowledged(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_database_under_load_is_equal_at_every_entry_after_its_tables_were_read() throws SQLException {
        Site site = open(17, "loaded", KINDS_OF_TABLES);
        RandomTransactions transactions = createRandom(site, 300);
        chunkRows(site, 10);
        try (BackgroundLoad load = BackgroundLoad.start(site, connection -> transactions.run(connection, 5));
                GatewayProcess gateway = site.startStreaming()) {
            awaitLoaded(site, gateway);
            long steps = load.steps() + 20;
            Await.until("more load", SOON, () -> load.steps() >= steps);
            load.stop();
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        assertThat(site.historyProblems(SCHEMA)).as("seed %d", seed).isEmpty();
        site.assertExactlyOnce();
    }

    @Test
    void kills_while_tables_are_read_lose_nothing_and_repeat_nothing() throws SQLException {
        // The truncates of the random schema have a table begin again, so that none of its tables has many chunks.
        kill(4, 600, 100);
    }

    @Test
    @Tag("torture")
    void thirty_kills_while_large_tables_are_read_altered_and_vacuumed_lose_nothing_and_repeat_nothing()
            throws SQLException {
        kill(30, 210_000, 1_500);
    }

    private void kill(int kills, int bigRows, int chunkRows) throws SQLException {
        Site site = open(17, "killed", KINDS_OF_TABLES);
        // Short values that are stored out of line: many rows, each with a value that its changes do not carry.
        site.execute(
                "ALTER TABLE big SET (toast_tuple_target = 128)",
                "INSERT INTO big SELECT g, g, repeat(md5(g::text), 10) FROM generate_series(601, " + bigRows + ") g");
        RandomTransactions transactions = createRandom(site, 300);
        chunkRows(site, chunkRows);
        try (BackgroundLoad load = BackgroundLoad.start(site, connection -> {
            transactions.run(connection, 5);
            moveKeys(connection, bigRows);
            // Leaves room for a gateway that is to catch up on a small machine.
            Await.pause(Duration.ofMillis(20));
        })) {
            for (int kill = 1; kill <= kills; kill++) {
                // Reading takes so long that every kill meets it.
                try (GatewayProcess gateway = GatewayProcess.run(site.config())
                        .failPoint(SESSION + "copy=sleep:" + (20 + random.nextInt(60)))
                        .start()) {
                    site.awaitStreaming(gateway);
                    Await.pause(Duration.ofMillis(random.nextInt(1_500)));
                    site.execute(MAINTENANCE.get(kill % MAINTENANCE.size()));
                    Await.pause(Duration.ofMillis(random.nextInt(1_500)));
                    gateway.kill9();
                }
                if (kills < 10 || kill % 10 == 0) {
                    assertThat(site.historyProblems(SCHEMA)).as("seed %d", seed).isEmpty();
                }
            }
            try (GatewayProcess gateway = site.startStreaming()) {
                awaitLoaded(site, gateway);
                load.await(20);
                load.stop();
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
        }
        assertThat(site.historyProblems(SCHEMA)).as("seed %d", seed).isEmpty();
        site.assertExactlyOnce();
    }

    private void moveKeys(Connection connection, int bigRows) throws SQLException {
        int from = 1 + random.nextInt(bigRows);
        try (Statement statement = connection.createStatement()) {
            // Not all the time: it has a load that is cut off begin again, and others are to go on.
            if (random.nextInt(8) == 0) {
                statement.execute("UPDATE big SET id = -id WHERE id IN (" + from + ", " + -from + ")");
            }
            statement.execute("UPDATE big SET n = n + 1 WHERE id = " + from);
            statement.execute("DELETE FROM big WHERE id = " + (from + 1));
            statement.execute("UPDATE parted SET id = id + 1000 WHERE id = " + from % 600);
            statement.execute("DELETE FROM numbered WHERE id = " + from % 600);
            statement.execute("UPDATE paired SET b = b || '.' WHERE n = " + from % 2000);
            statement.execute("UPDATE worded SET word = word || '.' WHERE n = " + from % 2000);
            statement.execute("INSERT INTO worded VALUES (gen_random_uuid()::text, " + from + ")");
            statement.execute("UPDATE identified SET id = gen_random_uuid() WHERE n = " + from % 2000);
            statement.execute("INSERT INTO bag VALUES ('b1', 2)");
            connection.commit();
        }
    }

    @Test
    void a_table_that_is_rewritten_while_it_is_read_is_read_again() throws IOException {
        int sites = 0;
        for (String change : List.of(
                "ALTER TABLE numbered ADD COLUMN added uuid DEFAULT gen_random_uuid()",
                "ALTER TABLE numbered DROP COLUMN note",
                "ALTER TABLE numbered ALTER COLUMN n TYPE bigint USING n + 1",
                "TRUNCATE numbered",
                "VACUUM FULL bag")) {
            Site site = open(17, "rewritten_" + ++sites, KINDS_OF_TABLES);
            chunkRows(site, 100);
            changeWhileRead(site, change);
            site.assertExactlyOnce();
        }
    }

    /** Holds the reading of chunks, after some of them, until the change is made. */
    static void changeWhileRead(Site site, String change, String... sabotage) throws IOException {
        Path hold = Files.createFile(site.config().path().resolveSibling("hold"));
        GatewayCommand command = GatewayProcess.run(site.config()).failPoint(SESSION + "bound:3+=hold:" + hold);
        for (String failPoint : sabotage) {
            command.failPoint(failPoint);
        }
        try (GatewayProcess gateway = command.start()) {
            site.awaitStreaming(gateway);
            Await.until("reading is held", SOON, () -> gateway.output().contains("fail point"), gateway::tail);
            Thread changing = new Thread(() -> site.execute(change));
            changing.start();
            Files.delete(hold);
            join(changing);
            awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_table_that_the_role_may_not_read_holds_nothing_else_up() {
        Site site = open(17, "secret", KINDS_OF_TABLES);
        site.execute("REVOKE SELECT ON worded FROM " + GatewayConfigFile.USER);
        try (GatewayProcess gateway = site.startStreaming()) {
            Await.until("the refusal", SOON, () -> gateway.output().contains("HG-2007"), gateway::tail);
            assertThat(gateway.output()).contains("GRANT SELECT ON \"public\".\"worded\"");
            site.execute(changes(1));
            site.awaitCaughtUp(gateway);
            site.execute("GRANT SELECT ON worded TO " + GatewayConfigFile.USER);
            awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    private Site open(int majorVersion, String database, String... schema) {
        EmbeddedServer server =
                EmbeddedServer.builder().majorVersion(majorVersion).start();
        opened.push(server);
        Path own = directory.resolve(database);
        try {
            Files.createDirectories(own);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Site site = Site.create(server, own, database, schema);
        opened.push(site);
        return site;
    }

    private RandomTransactions createRandom(Site site, int transactionsBefore) throws SQLException {
        RandomTransactions transactions = new RandomTransactions(SCHEMA, seed, true, true);
        try (Connection connection = site.server().connect(site.database())) {
            transactions.create(connection);
            transactions.run(connection, transactionsBefore);
        }
        return transactions;
    }

    private static void chunkRows(Site site, int rows) {
        site.config().set("sources", Site.SOURCE, "snapshot", "chunk_rows").to(rows);
    }

    private static String[] changes(int round) {
        return new String[] {
            "UPDATE numbered SET n = n + 1 WHERE id % 5 = " + round,
            "DELETE FROM numbered WHERE id % 7 = " + round,
            "UPDATE paired SET b = b || '" + round + "' WHERE a = " + round,
            "INSERT INTO worded VALUES ('new" + round + "', 0)",
            "UPDATE identified SET n = -n WHERE n % 11 = " + round,
            "DELETE FROM bag WHERE n = " + round,
            "UPDATE parted SET id = id + 2000 WHERE id % 50 = " + round,
            "UPDATE big SET id = id + 10000 WHERE id % 20 = " + round,
            "UPDATE big SET n = 0 WHERE id % 20 = " + (round + 2),
            "INSERT INTO empty VALUES (" + round + ")"
        };
    }

    /** Waits until the log says of every table that it is loaded. */
    static void awaitLoaded(Site site, GatewayProcess gateway) {
        Await.until(
                "all tables are loaded",
                SOON,
                () -> {
                    if (!gateway.isAlive()) {
                        throw new AssertionError("the gateway gave up\n" + gateway.tail());
                    }
                    return site.log().loading().isEmpty();
                },
                () -> "loading: " + site.log().loading() + "\n" + gateway.tail());
    }
}
