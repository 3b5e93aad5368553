package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.TcpProxy;
import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.TableComparison;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty databases of one server in one process. */
@Tag("torture")
final class ManySourcesTest {

    private static final List<String> SOURCES = IntStream.rangeClosed(1, 50)
            .mapToObj(number -> "s" + (number < 10 ? "0" : "") + number)
            .toList();
    private static final String HALTED = "s13";
    private static final String SLOW = "s07";
    private static final String GREEDY = "s21";
    private static final List<String> OTHERS = SOURCES.stream()
            .filter(name -> !name.equals(HALTED) && !name.equals(SLOW))
            .toList();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern SERIES = Pattern.compile("(?m)^headgate_\\w+\\{[^}]*source=\"(\\w+)\"");
    private static final Pattern BUFFERS = Pattern.compile("(?m)^headgate_buffer(_limit)?_bytes (\\S+)$");
    private static final long ROWS = 1_000;
    private static final long GREEDY_ROWS = 60_000;

    @TempDir
    private Path directory;

    private EmbeddedServer server;
    private TcpProxy proxy;
    private GatewayConfigFile config;

    @BeforeEach
    void open() {
        server = EmbeddedServer.builder()
                .setting("max_wal_senders", "60")
                .setting("max_replication_slots", "60")
                .setting("max_connections", "300")
                .start();
        proxy = TcpProxy.to(server.port());
        Site.createRole(server);
        server.createDatabase("model");
        server.execute(
                "model",
                "CREATE TABLE t (id int PRIMARY KEY, body text)",
                "GRANT SELECT ON t TO " + GatewayConfigFile.USER,
                "CREATE PUBLICATION p FOR TABLE t");
        config = GatewayConfigFile.create(directory, server);
        Map<String, Object> slow =
                Map.of("host", "127.0.0.1", "port", proxy.port(), "user", GatewayConfigFile.USER, "tls", "disable");
        config.set("connections", "slow").to(slow);
        for (String name : SOURCES) {
            server.execute("postgres", "CREATE DATABASE " + name + " TEMPLATE model");
            config.source(name, name, name, "p");
        }
        config.set("sources", SLOW, "connection").to("slow");
        server.execute(HALTED, "SELECT pg_create_logical_replication_slot('" + HALTED + "', 'test_decoding')");
    }

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    @Test
    void they_share_memory_and_connections_fairly_and_neither_a_halted_nor_a_slow_nor_a_greedy_one_holds_others_up() {
        try (GatewayProcess gateway = GatewayProcess.run(config).heap("512m").start()) {
            gateway.awaitState(HALTED, "halted", PATIENCE);
            OTHERS.forEach(name -> gateway.awaitState(name, "streaming", PATIENCE));
            gateway.awaitState(SLOW, "streaming", PATIENCE);
            awaitThreeConnectionsEach();

            insertEverywhere(0);
            SOURCES.stream().filter(name -> !name.equals(HALTED)).forEach(name -> awaitRows(gateway, name, ROWS));
            Map<String, Integer> series = series(gateway);

            proxy.drip(Duration.ofMillis(1));
            insert(GREEDY, ROWS, GREEDY_ROWS);
            insertEverywhere(ROWS + GREEDY_ROWS);
            OTHERS.stream().filter(name -> !name.equals(GREEDY)).forEach(name -> awaitRows(gateway, name, 2 * ROWS));
            assertThat(rows(SLOW)).as("the slow one has not caught up").isLessThan(2 * ROWS);
            assertThat(gateway.state(HALTED)).isEqualTo("halted");
            awaitRows(gateway, GREEDY, 2 * ROWS + GREEDY_ROWS);

            proxy.healthy();
            awaitRows(gateway, SLOW, 2 * ROWS);
            assertThat(series(gateway)).as("series of each source").isEqualTo(series);
            awaitThreeConnectionsEach();
            Site.stop(gateway);
        }
        List.of(SLOW, GREEDY, OTHERS.get(0)).forEach(this::assertEqual);
    }

    private void insertEverywhere(long above) {
        SOURCES.forEach(name -> insert(name, above, ROWS));
    }

    private void insert(String database, long above, long count) {
        server.execute(
                database,
                "INSERT INTO t SELECT " + above + " + n, repeat('x', 500) FROM generate_series(1, " + count + ") n");
    }

    private void awaitRows(GatewayProcess gateway, String source, long rows) {
        Await.until(
                rows + " rows of " + source,
                PATIENCE,
                () -> {
                    assertBuffersAreBounded(gateway);
                    return rows(source) >= rows;
                },
                () -> rows(source) + " are staged; " + gateway.source(source) + "\n" + gateway.tail());
    }

    private long rows(String source) {
        return new StagedLog(config.stagingRoot(), source)
                .entries().stream()
                        .flatMap(entry -> StagedLog.files(entry).stream())
                        .mapToLong(file -> file.path("rows").asLong())
                        .sum();
    }

    private static void assertBuffersAreBounded(GatewayProcess gateway) {
        Map<String, Double> values = new TreeMap<>();
        Matcher matcher = BUFFERS.matcher(gateway.metrics());
        while (matcher.find()) {
            values.put(matcher.group(1) == null ? "used" : "limit", Double.valueOf(matcher.group(2)));
        }
        assertThat(values.getOrDefault("used", 0.0)).isLessThanOrEqualTo(values.getOrDefault("limit", 0.0));
    }

    /** How many series each source has, a name alone for it. */
    private static Map<String, Integer> series(GatewayProcess gateway) {
        Map<String, Integer> series = new TreeMap<>();
        Matcher matcher = SERIES.matcher(gateway.metrics());
        while (matcher.find()) {
            series.merge(matcher.group(1), 1, Integer::sum);
        }
        assertThat(series.keySet()).containsExactlyElementsOf(SOURCES);
        return series;
    }

    /** A table that is being read has connections of its own for that time. */
    private void awaitThreeConnectionsEach() {
        String connections =
                "SELECT split_part(application_name, '/', 2) AS source, count(*) AS n FROM pg_stat_activity"
                        + " WHERE application_name LIKE 'headgate/%' GROUP BY 1";
        Await.until(
                "at most three connections of each source",
                PATIENCE,
                () -> server.queryLong("postgres", "SELECT max(n) FROM (" + connections + ") c") <= 3,
                () -> server.query("postgres", connections).toString());
    }

    private void assertEqual(String source) {
        try (StagedState state = StagedState.read(config.stagingRoot(), source, OracleOptions.strict());
                Connection connection = server.connect(source)) {
            assertThat(state.problems()).isEmpty();
            assertThat(new SourceComparison(state)
                            .compare(connection, SourceComparison.publishedTables(connection, "p")))
                    .isNotEmpty()
                    .allMatch(TableComparison::equal);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
