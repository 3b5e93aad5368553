package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random and extreme values of every type, made and written down by PostgreSQL itself, staged from text and from binary
 * sessions under both profiles, and read back by DuckDB: equal, or null with the exact source text.
 */
final class EveryTypeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"17, 60", "18, 12", "15, 12", "13, 12"})
    void values_of_every_type_are_staged_as_they_are_or_as_null_with_the_source_text(int version, int rows)
            throws Exception {
        long seed = Long.getLong("headgate.seed", System.nanoTime());
        Random random = new Random(seed);
        SampleTypes types = new SampleTypes(version >= 14);
        try (EmbeddedServer server =
                        EmbeddedServer.builder().majorVersion(version).build();
                Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            server.start();
            types.definitions().forEach(sql -> server.execute("postgres", sql));
            server.execute("postgres", createTable(types), "CREATE PUBLICATION p FOR ALL TABLES");
            GatewayConfig config = sources(server, version >= 14);
            RunningGateway.runUntilCaughtUp(config);
            for (int id = 0; id < rows; id++) {
                server.execute("postgres", insert(id, types, random));
            }
            RunningGateway.runUntilCaughtUp(config);

            assertThat(differences(server, duck, types.types(), "native_text", "native_binary"))
                    .as("seed " + seed)
                    .isEmpty();
            assertThat(differences(server, duck, lakeflow(types.types()), "lakeflow_text", "lakeflow_binary"))
                    .as("seed " + seed)
                    .isEmpty();
        }
    }

    /** A value at the source. */
    private record Value(@Nullable JsonNode json, @Nullable String text, boolean holds) {}

    private List<String> differences(
            EmbeddedServer server, Connection duck, Map<String, SampleType> types, String... sources) throws Exception {
        List<String> differences = new ArrayList<>();
        List<String> staged = Stream.of(sources)
                .filter(source -> Files.exists(directory.resolve("staging/c/" + source)))
                .toList();
        assertThat(staged).isNotEmpty();
        for (String source : staged) {
            view(duck, source);
        }
        try (Connection origin = server.connect("postgres")) {
            for (Map.Entry<String, SampleType> column : types.entrySet()) {
                List<Value> own = own(origin, column.getKey(), column.getValue());
                for (String source : staged) {
                    differences.addAll(differences(duck, source, column.getKey(), column.getValue(), own));
                }
            }
        }
        return differences;
    }

    /** The first value of a column that is staged wrong; empty when all are right. */
    private static List<String> differences(
            Connection duck, String source, String column, SampleType type, List<Value> own) throws Exception {
        try (Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery("SELECT CAST(" + type.stagedOrNull(column)
                        + " AS VARCHAR), _cdc_unrepresentable['" + column + "'] FROM " + source + " ORDER BY id")) {
            for (Value value : own) {
                assertThat(row.next()).isTrue();
                String json = row.getString(1);
                Value staged = new Value(json == null ? null : JSON.readTree(json), row.getString(2), value.holds());
                Value expected = new Value(value.json(), value.holds() ? null : value.text(), value.holds());
                if (!staged.equals(expected)) {
                    return List.of(source + ": " + type.sql() + " '" + value.text() + "' is staged as " + staged
                            + " and not as " + expected);
                }
            }
            assertThat(row.next()).isFalse();
            return List.of();
        }
    }

    private static List<Value> own(Connection source, String column, SampleType type) throws Exception {
        List<Value> values = new ArrayList<>();
        try (Statement statement = source.createStatement()) {
            statement.execute("SET DateStyle = ISO; SET TimeZone = UTC; SET IntervalStyle = iso_8601");
            statement.execute("SET extra_float_digits = 1; SET lc_monetary = 'C'");
            try (ResultSet row = statement.executeQuery("SELECT CASE WHEN "
                    + SampleType.orNull(column, type.holds()) + " THEN "
                    + type.source().apply(column) + " END, "
                    + SampleType.orNull(column, x -> "format('%s', " + x + ")") + ", "
                    + SampleType.orNull(column, x -> "coalesce(" + type.holds().apply(x) + ", true)")
                    + " IS NOT FALSE FROM kinds ORDER BY id")) {
                while (row.next()) {
                    String json = row.getString(1);
                    values.add(
                            new Value(json == null ? null : JSON.readTree(json), row.getString(2), row.getBoolean(3)));
                }
            }
        }
        return values;
    }

    /** What the documentation of Lakeflow Connect says of each type. */
    private static Map<String, SampleType> lakeflow(Map<String, SampleType> types) {
        Map<String, SampleType> expected = new LinkedHashMap<>();
        types.forEach((column, type) -> expected.put(column, lakeflow(type)));
        return expected;
    }

    private static SampleType lakeflow(SampleType type) {
        String sql = type.sql();
        if (sql.endsWith("[]") || sql.endsWith("range") || sql.endsWith("_row") || sql.equals("single")) {
            return type.asText();
        }
        return switch (sql) {
            case "time", "hstore" -> type.asText();
            case "money" ->
                type.as(
                        "to_json(round((%1$s)::numeric * 100)::text)",
                        "to_json(CAST(CAST(round(%1$s * 100) AS BIGINT) AS VARCHAR))",
                        "abs((%1$s)::numeric) <= 90071992547409.92");
            case "uuid" -> type.as("to_json(replace((%1$s)::text, '-', ''))", "to_json(lower(hex(%1$s)))", "true");
            case "bit(9)", "varbit" -> type.as("to_json((%1$s)::text)", "to_json(decode(%1$s))", "true");
            case "numeric", "numeric(1000,500)" ->
                type.as(
                        "to_json((%1$s)::numeric(38,18)::text)",
                        "to_json(CAST(%1$s AS VARCHAR))",
                        "((%1$s) <> 'NaN' AND abs(%1$s) < 1e20 AND round(%1$s, 18) = %1$s)");
            default -> type;
        };
    }

    private GatewayConfig sources(EmbeddedServer server, boolean binary) throws Exception {
        String tcp = "{ host: localhost, port: %d, user: postgres, tls: disable }".formatted(server.port());
        List<String> sources = new ArrayList<>();
        sources.add(source("native_text", "off", "native"));
        sources.add(source("lakeflow_text", "off", "lakeflow"));
        if (binary) {
            sources.add(source("native_binary", "on", "native"));
            sources.add(source("lakeflow_binary", "on", "lakeflow"));
        }
        return RunningGateway.config(directory, tcp, String.join("\n  ", sources));
    }

    private static String source(String name, String binary, String profile) {
        return name + ": { connection: main, database: postgres, publication: p, binary: " + binary
                + ", types: { profile: " + profile + " }, destination: { catalog: c, schema: " + name + " } }";
    }

    private static String createTable(SampleTypes types) {
        return types.types().entrySet().stream()
                .map(column -> column.getKey() + " " + column.getValue().sql())
                .collect(Collectors.joining(", ", "CREATE TABLE kinds (id int PRIMARY KEY, ", ")"));
    }

    private static String insert(int id, SampleTypes types, Random random) {
        return types.types().values().stream()
                .map(type -> random.nextInt(10) == 0 ? "NULL" : type.value(random))
                .collect(Collectors.joining(", ", "INSERT INTO kinds VALUES (" + id + ", ", ")"));
    }

    private void view(Connection duck, String source) throws SQLException {
        try (Statement statement = duck.createStatement()) {
            statement.execute("CREATE VIEW " + source + " AS SELECT * FROM read_parquet('"
                    + directory.resolve("staging/c/" + source + "/kinds") + "/*/*.parquet')");
        }
    }
}
