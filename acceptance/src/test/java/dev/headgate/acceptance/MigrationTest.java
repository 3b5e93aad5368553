package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.workload.RandomTransactions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A migration: tables of three schemas are read again one by one while an application writes to all of them and their
 * columns come and go. Nothing else stops, and the stream never falls far behind.
 */
final class MigrationTest {

    private static final String RANDOM = "random";
    private static final Duration SOON = Duration.ofMinutes(2);

    /** Far below what the whole test writes in its long form. */
    private static final long LAG_BYTES = 48L << 20;

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("headgate.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> tables = new ArrayList<>();
    private final Set<String> stopped = new TreeSet<>();
    private final AtomicLong largestLag = new AtomicLong();

    @Test
    void tables_are_read_again_while_others_change_their_shape_and_nothing_else_stops() throws SQLException {
        migrate(4, 4);
    }

    @Test
    @Tag("torture")
    void half_of_fifty_tables_are_read_again_one_by_one_and_nothing_else_stops() throws SQLException {
        migrate(22, 25);
    }

    /** Two schemas with that many tables each, and a third with the tables of the history: 50 for 22, with the marker. */
    private void migrate(int tablesOfSchema, int refreshes) throws SQLException {
        try (EmbeddedServer server = EmbeddedServer.builder().start();
                Site site = Site.create(server, directory, "migration", schema(tablesOfSchema))) {
            site.config().set("admin", "token").to(Site.TOKEN);
            site.config().set("sources", Site.SOURCE, "snapshot", "chunk_rows").to(500);
            RandomTransactions transactions = new RandomTransactions(RANDOM, seed, true, true);
            try (Connection connection = server.connect(site.database())) {
                transactions.create(connection);
                transactions.run(connection, 50);
            }
            try (GatewayProcess gateway = site.startStreaming()) {
                SnapshotTest.awaitLoaded(site, gateway);
                try (BackgroundLoad load = BackgroundLoad.start(site, connection -> {
                    transactions.run(connection, 1);
                    write(connection);
                    largestLag.accumulateAndGet(StagedLog.lsn(server.walFlushLsn()) - site.provenLsn(), Math::max);
                })) {
                    for (int refresh = 0; refresh < refreshes; refresh++) {
                        refresh(site, gateway, refresh);
                    }
                    load.await(20);
                    load.stop();
                }
                site.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
            assertThat(stopped).as("tables that stopped, seed %d", seed).isEmpty();
            assertThat(largestLag.get()).as("bytes of WAL behind").isLessThan(LAG_BYTES);
            assertThat(site.historyProblems(RANDOM)).as("seed %d", seed).isEmpty();
            site.assertExactlyOnce();
        }
    }

    private String[] schema(int tablesOfSchema) {
        List<String> statements = new ArrayList<>();
        for (String schema : List.of("north", "south")) {
            statements.add("CREATE SCHEMA " + schema);
            for (int number = 1; number <= tablesOfSchema; number++) {
                String table = schema + ".t" + number;
                tables.add(table);
                statements.add("CREATE TABLE " + table + " (id int PRIMARY KEY, n int, note text, gone int)");
                statements.add(
                        "INSERT INTO " + table + " SELECT g, g, 'note ' || g, g FROM generate_series(1, 2000) g");
            }
        }
        return statements.toArray(new String[0]);
    }

    /** One transaction over several tables. */
    private void write(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (int change = 0; change < 5; change++) {
                String table = tables.get(random.nextInt(tables.size()));
                int id = random.nextInt(4_000);
                statement.execute("INSERT INTO " + table + " (id, n, note) VALUES (" + id + ", 0, 'new')"
                        + " ON CONFLICT (id) DO UPDATE SET n = excluded.n + 1");
                statement.execute("DELETE FROM " + table + " WHERE id = " + random.nextInt(4_000));
            }
            connection.commit();
        }
    }

    /** Reads one table again, and meanwhile changes its shape and that of another one. */
    private void refresh(Site site, GatewayProcess gateway, int number) {
        String table = tables.get(number % tables.size());
        String other = tables.get((number + tables.size() / 2) % tables.size());
        long before = finished(site, table);
        site.ask("refresh", table);
        for (String changed : List.of(table, other)) {
            site.execute(
                    "ALTER TABLE " + changed + " ADD COLUMN added_" + number + " text",
                    "UPDATE " + changed + " SET added_" + number + " = note WHERE id % 3 = 0",
                    "ALTER TABLE " + changed + " DROP COLUMN IF EXISTS gone");
        }
        Await.until(
                table + " is read again",
                SOON,
                () -> {
                    look(gateway, table);
                    return finished(site, table) > before
                            && phase(gateway, table).equals("STREAMING");
                },
                gateway::tail);
        site.execute("ALTER TABLE " + table + " DROP COLUMN added_" + number);
        assertThat(gateway.state(Site.SOURCE)).isEqualTo("streaming");
    }

    /** Remembers every table but this one that does not stream. */
    private void look(GatewayProcess gateway, String refreshed) {
        for (JsonNode status : statuses(gateway)) {
            String name = name(status);
            if (!name.equals(refreshed) && !status.path("phase").asText().equals("STREAMING")) {
                stopped.add(name + " is " + status.path("phase").asText());
            }
        }
    }

    private static long finished(Site site, String table) {
        long finished = 0;
        for (StagedLog.Entry entry : site.log().entries()) {
            for (JsonNode event : entry.json().path("events")) {
                String name = event.path("schema").asText() + "."
                        + event.path("table").asText();
                if (event.path("type").asText().equals("refresh_finished") && name.equals(table)) {
                    finished++;
                }
            }
        }
        return finished;
    }

    private static String phase(GatewayProcess gateway, String table) {
        return status(gateway, table).path("phase").asText();
    }

    private static JsonNode status(GatewayProcess gateway, String table) {
        for (JsonNode status : statuses(gateway)) {
            if (name(status).equals(table)) {
                return status;
            }
        }
        throw new AssertionError("no status of " + table + "\n" + gateway.tail());
    }

    private static JsonNode statuses(GatewayProcess gateway) {
        JsonNode source = gateway.source(Site.SOURCE);
        if (source == null) {
            throw new AssertionError("no status\n" + gateway.tail());
        }
        return source.path("tables");
    }

    private static String name(JsonNode status) {
        return status.path("name").asText();
    }
}
