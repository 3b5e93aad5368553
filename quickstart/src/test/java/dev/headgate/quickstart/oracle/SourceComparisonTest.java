package dev.headgate.quickstart.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceComparisonTest {

    private static final String META =
            ", 'c' AS op, 100 AS lsn, 1 AS ord, NULL AS unchanged, NULL::STRUCT(id INTEGER) AS old_key";
    private static EmbeddedServer server;

    @TempDir
    Path root;

    @BeforeAll
    static void start() {
        server = EmbeddedServer.builder().start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void values_of_every_rendered_type_are_equal() throws SQLException {
        createItems(
                "id int PRIMARY KEY, b bool, s int2, l int8, f4 real, f8 float8, big float8, nan float8, n numeric(10,2), "
                        + "un numeric, t text, empty text, nothing text, bp char(5), by bytea, d date, ti time, ts timestamp, tz timestamptz, "
                        + "u uuid, j json, jb jsonb, e mood, dom positive, m money, iv interval, ia int[], ta text[], fa float8[]",
                "1, true, -3, 9007199254740993, 0.1, 1e-7, 1e20, 'NaN', 1.50, 123.4500, E'a\"b,c\\nd\\\\', '', NULL, 'ab', '\\x00ff', "
                        + "'2024-02-29', '23:59:59.5', '2024-02-29 12:00:00.120', '2024-02-29 12:00:00.000001+02', "
                        + "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '{\"a\" : 1}', '{\"b\":2, \"a\":1}', 'sad', 7, 12.30, "
                        + "'1 year 2 days 03:04:05', '{1,NULL,3}', '{\"x,y\",\"\"}', '{1e20,0.1}'");
        StagingByHand staging = new StagingByHand(root, "id")
                .entry(
                        200,
                        "SELECT 1 AS id, true AS b, -3::SMALLINT AS s, 9007199254740993::BIGINT AS l, 0.1::FLOAT AS f4, 1e-7::DOUBLE AS f8, "
                                + "1e20::DOUBLE AS big, 'NaN'::DOUBLE AS nan, 1.5::DECIMAL(10,2) AS n, '123.4500' AS un, 'a\"b,c' || chr(10) || 'd\\' AS t, "
                                + "'' AS empty, NULL::VARCHAR AS nothing, 'ab   ' AS bp, '\\x00\\xFF'::BLOB AS by, DATE '2024-02-29' AS d, "
                                + "TIME '23:59:59.5' AS ti, TIMESTAMP '2024-02-29 12:00:00.12' AS ts, "
                                + "TIMESTAMPTZ '2024-02-29 10:00:00.000001+00' AS tz, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID AS u, "
                                + "'{\"a\" : 1}'::JSON AS j, '{\"a\": 1, \"b\": 2}'::JSON AS jb, 'sad' AS e, 7 AS dom, 12.3::DECIMAL(19,2) AS m, "
                                + "'P1Y2DT3H4M5S' AS iv, [1, NULL, 3] AS ia, ['x,y', ''] AS ta, [1e20::DOUBLE, 0.1::DOUBLE] AS fa"
                                + META);
        assertThat(compare(staging)).satisfies(comparison -> {
            assertThat(comparison.differences()).isEmpty();
            assertThat(comparison.columnsNotCompared()).isEmpty();
            assertThat(comparison.toString()).endsWith("equal");
        });
    }

    @Test
    void lost_invented_and_changed_rows_are_named_by_key_and_column() throws SQLException {
        createItems("id int PRIMARY KEY, a text, b text", "1, 'a', 'b'), (2, 'a', ''), (3, 'a', NULL");
        StagingByHand staging = new StagingByHand(root, "id")
                .entry(
                        200,
                        "SELECT * REPLACE (row_number() OVER () AS ord) FROM (SELECT unnest([2, 3, 4]) AS id, 'a' AS a, NULL::VARCHAR AS b"
                                + META + ")");
        TableComparison comparison = compare(staging);
        assertThat(comparison.equal()).isFalse();
        assertThat(comparison.differences())
                .containsExactly("key 1 is lost", "key 2 differs in b", "key 4 is not in the source");
        assertThat(comparison.toString()).contains("DIFFERENT");
    }

    @Test
    void tables_without_key_are_compared_as_bags() throws SQLException {
        createItems("a text", "'x'), ('x'), (NULL");
        StagingByHand staging = new StagingByHand(root)
                .entry(
                        200,
                        "SELECT * REPLACE (row_number() OVER () AS ord) FROM (SELECT unnest(['x', NULL, 'y']) AS a"
                                + META + ")");
        assertThat(compare(staging).differences()).containsExactly("1 rows are lost", "1 rows are not in the source");
    }

    @Test
    void a_column_that_is_not_staged_is_a_difference_unless_excluded() throws SQLException {
        createItems("id int PRIMARY KEY, secret text", "1, 'x'");
        StagingByHand staging = new StagingByHand(root, "id").entry(200, "SELECT 1 AS id" + META);
        assertThat(compare(staging).differences()).containsExactly("not staged: columns [secret]");
        try (StagedState state = staging.read();
                Connection connection = server.connect("postgres")) {
            ComparedTable table = new ComparedTable("public", "items", StagingByHand.ITEMS, java.util.Set.of("secret"));
            assertThat(new SourceComparison(state)
                            .compare(connection, List.of(table))
                            .get(0)
                            .equal())
                    .isTrue();
        }
    }

    @Test
    void a_table_without_files_equals_an_empty_one_only() throws SQLException {
        createItems("id int PRIMARY KEY", "1");
        try (StagedState state = StagedState.read(root, "src", OracleOptions.strict());
                Connection connection = server.connect("postgres")) {
            List<ComparedTable> tables = List.of(ComparedTable.sameName("db", "public", "items"));
            assertThat(new SourceComparison(state)
                            .compare(connection, tables)
                            .get(0)
                            .differences())
                    .containsExactly("nothing is staged");
            server.execute("postgres", "DELETE FROM items");
            assertThat(new SourceComparison(state)
                            .compare(connection, tables)
                            .get(0)
                            .equal())
                    .isTrue();
        }
    }

    private static void createItems(String columns, String values) {
        server.execute(
                "postgres",
                "DROP TABLE IF EXISTS items",
                "DROP TYPE IF EXISTS mood",
                "DROP DOMAIN IF EXISTS positive",
                "CREATE TYPE mood AS ENUM ('sad', 'ok')",
                "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
                "CREATE TABLE items (" + columns + ")",
                "INSERT INTO items VALUES (" + values + ")");
    }

    private static TableComparison compare(StagingByHand staging) throws SQLException {
        try (StagedState state = staging.read();
                Connection connection = server.connect("postgres")) {
            state.verify();
            return new SourceComparison(state)
                    .compare(connection, List.of(ComparedTable.sameName("db", "public", "items")))
                    .get(0);
        }
    }
}
