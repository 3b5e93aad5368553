package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.quickstart.postgres.EmbeddedServer;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two sources on one database, a destination each: one takes text over the unix socket, the other binary over TCP. What
 * they stage must be the same.
 */
class TypeFormsTest {
    /** Type and literals; a row holds the n-th value of each, and null beyond the last. */
    private static final Map<String, List<String>> VALUES = values();

    @TempDir
    private Path directory;

    private static Map<String, List<String>> values() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        values.put("boolean", List.of("true", "false"));
        values.put("smallint", List.of("-32768", "32767"));
        values.put("integer", List.of("-2147483648", "2147483647"));
        values.put("bigint", List.of("-9223372036854775808", "9223372036854775807"));
        values.put("real", List.of("NaN", "-Infinity", "1.17549e-38", "3.4028235e38", "0.1", "-0"));
        values.put("double precision", List.of("NaN", "Infinity", "5e-324", "1.7976931348623157e308", "0.1", "-0"));
        values.put("numeric", List.of("NaN", "0.000000000000000000000000000001", "1e100", "-12345.6789", "0", "1.10"));
        values.put("numeric(18,4)", List.of("NaN", "99999999999999.9999", "-0.0001"));
        values.put("numeric(38,10)", List.of("NaN", "9999999999999999999999999999.9999999999", "-0.0000000001"));
        values.put("numeric(40,2)", List.of("NaN", "99999999999999999999999999999999999999.99"));
        values.put("money", List.of("-92233720368547758.08", "92233720368547758.07", "0.01"));
        values.put("text", List.of("", "zażółć \uD83D\uDC18", "a\\b\"c''d\n\t"));
        values.put("varchar(10)", List.of("", "abc"));
        values.put("char(5)", List.of("", "ab"));
        values.put("name", List.of("n"));
        values.put("\"char\"", List.of("x", ""));
        values.put("bytea", List.of("", "\\x00ff10", "\\xdeadbeef"));
        values.put(
                "date", List.of("infinity", "-infinity", "0044-03-15 BC", "0001-01-01", "9999-12-31", "5874897-12-31"));
        values.put("time", List.of("00:00", "23:59:59.999999", "24:00"));
        values.put("timetz", List.of("00:00+15:59", "24:00-15:59", "12:34:56.789+05:30"));
        values.put(
                "timestamp",
                List.of("infinity", "-infinity", "0044-03-15 10:00 BC", "0001-01-01", "9999-12-31 23:59:59.999999"));
        values.put(
                "timestamptz",
                List.of("infinity", "-infinity", "4713-01-01 BC", "0001-01-01+00", "2026-11-20 1:2:3.4+5"));
        values.put(
                "interval",
                List.of("0", "1 year -2 mons 3 days -04:05:06.789", "-178000000 years", "1 microsecond", "-1 day"));
        values.put("uuid", List.of("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"));
        values.put("json", List.of("{\"a\" : [1, null]}", "null"));
        values.put("jsonb", List.of("{\"a\" : [1, null], \"b\": 1e400}", "\"\""));
        values.put("jsonpath", List.of("$.a[*] ? (@ > 1)"));
        values.put("bit(5)", List.of("10101"));
        values.put("varbit", List.of("", "1", "101010101"));
        values.put("oid", List.of("0", "4294967295"));
        values.put("xid", List.of("4294967295"));
        values.put("xid8", List.of("18446744073709551615"));
        values.put("cid", List.of("7"));
        values.put("tid", List.of("(4294967295,65535)"));
        values.put("pg_lsn", List.of("0/0", "FFFFFFFF/FFFFFFFF"));
        values.put("pg_snapshot", List.of("10:20:10,14,15"));
        values.put("txid_snapshot", List.of("10:20:10,14,15"));
        values.put("inet", List.of("0.0.0.0/0", "192.168.1.5", "::ffff:1.2.3.4", "2001:db8::1/64"));
        values.put("cidr", List.of("10.0.0.0/8", "2001:db8::/32"));
        values.put("macaddr", List.of("08:00:2b:01:02:03"));
        values.put("macaddr8", List.of("08:00:2b:01:02:03:04:05"));
        values.put("point", List.of("(1.5,-2)", "(NaN,Infinity)"));
        values.put("line", List.of("{1,2,3}"));
        values.put("lseg", List.of("[(1,2),(3,4)]"));
        values.put("box", List.of("(3,4),(1,2)"));
        values.put("path", List.of("[(1,2),(3,4)]", "((1,2),(3,4))"));
        values.put("polygon", List.of("((1,2),(3,4),(5,0))"));
        values.put("circle", List.of("<(1,2),3>"));
        values.put("tsvector", List.of("", "a:1A cat:2,3B ''it s''"));
        values.put("tsquery", List.of("", "fat & (rat | !cat:AB*) <-> x"));
        values.put("int4range", List.of("empty", "[1,5)", "(,)"));
        values.put("numrange", List.of("(1.5,2.50]", "[,3)"));
        values.put("tsrange", List.of("[\"2026-01-01 00:00:00\",infinity)"));
        values.put("daterange", List.of("[2026-01-01,2026-02-01)"));
        values.put("int4multirange", List.of("{}", "{[1,3),[5,9)}"));
        values.put("int2vector", List.of("1 2 3", ""));
        values.put("oidvector", List.of("1 2 4294967295"));
        values.put("refcursor", List.of("c"));
        values.put("integer[]", List.of("{}", "{1,NULL,3}", "{{1,2},{3,4}}", "[0:1]={1,2}"));
        values.put("text[]", List.of("{}", "{\"a,b\",NULL,\"NULL\",\"\",\"q\\\"\\\\\"}"));
        values.put("numeric(10,2)[]", List.of("{1.10,-2}", "{NaN}"));
        values.put("date[]", List.of("{2026-01-01}", "{infinity}"));
        values.put("double precision[]", List.of("{NaN,0.1,-Infinity}"));
        values.put("bytea[]", List.of("{\"\\\\x00ff\",\"\"}"));
        values.put("interval[]", List.of("{\"1 day\",\"-00:00:01\"}"));
        values.put("inet[]", List.of("{10.0.0.1/8}"));
        return values;
    }

    @Test
    void text_and_binary_values_are_staged_alike_and_text_is_PostgreSQLs_own() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.builder().majorVersion(17).build();
                Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            server.start();
            server.execute("postgres", createTable());
            GatewayConfig config = twoForms(server);
            RunningGateway.runUntilCaughtUp(config);
            server.execute("postgres", inserts());
            RunningGateway.runUntilCaughtUp(config);

            view(duck, "text_form", "as_text");
            view(duck, "binary_form", "as_binary");
            for (int i = 0; i < VALUES.size(); i++) {
                String column = "c" + i;
                String type = List.copyOf(VALUES.keySet()).get(i);
                List<String> text = staged(duck, "text_form", column);
                assertThat(staged(duck, "binary_form", column)).as(type).isEqualTo(text);
                requireOwnText(server, duck, column, type);
            }
        }
    }

    /** A column that is staged as text holds PostgreSQL's text, and so does the map of what a type cannot hold. */
    private static void requireOwnText(EmbeddedServer server, Connection duck, String column, String type)
            throws SQLException {
        List<String> own = own(server, column);
        List<String> unrepresentable =
                strings(duck, "SELECT _cdc_unrepresentable['" + column + "'] FROM binary_form ORDER BY id");
        List<String> values = staged(duck, "binary_form", column);
        String stagedType = strings(duck, "SELECT typeof(" + column + ") FROM binary_form LIMIT 1")
                .get(0);
        for (int row = 0; row < own.size(); row++) {
            String what = type + ", row " + row;
            if (unrepresentable.get(row) != null) {
                assertThat(unrepresentable.get(row)).as(what).isEqualTo(own.get(row));
                assertThat(values.get(row)).as(what).isNull();
            } else if (own.get(row) == null) {
                assertThat(values.get(row)).as(what).isNull();
            } else if (stagedType.equals("VARCHAR")) {
                assertThat(values.get(row)).as(what).isEqualTo(own.get(row));
            } else {
                assertThat(values.get(row)).as(what).isNotNull();
            }
        }
    }

    private GatewayConfig twoForms(EmbeddedServer server) throws Exception {
        String tcp = "{ host: localhost, port: %d, user: postgres, tls: disable }".formatted(server.port());
        String unix = "{ host: localhost, port: %d, user: postgres, unix_socket: \"%s\" }"
                .formatted(server.port(), server.unixSocketDirectory());
        return RunningGateway.config(
                directory,
                tcp + "\n  local: " + unix,
                "binary: { connection: main, database: postgres, slot: s_binary, publication: p, binary: on,"
                        + " destination: { catalog: c, schema: as_binary } }\n"
                        + "  text: { connection: local, database: postgres, slot: s_text, publication: p,"
                        + " binary: off, destination: { catalog: c, schema: as_text } }");
    }

    private static String createTable() {
        StringBuilder sql = new StringBuilder("CREATE TABLE kinds (id int PRIMARY KEY");
        int column = 0;
        for (String type : VALUES.keySet()) {
            sql.append(", c").append(column++).append(' ').append(type);
        }
        return sql.append(')').toString();
    }

    private static String[] inserts() {
        int rows = VALUES.values().stream().mapToInt(List::size).max().orElseThrow();
        String[] inserts = new String[rows + 1];
        for (int row = 0; row <= rows; row++) {
            List<String> values = new ArrayList<>();
            for (List<String> literals : VALUES.values()) {
                values.add(row < literals.size() ? "'" + literals.get(row) + "'" : "NULL");
            }
            inserts[row] = "INSERT INTO kinds VALUES (" + row + ", " + String.join(", ", values) + ")";
        }
        return inserts;
    }

    private void view(Connection duck, String name, String schema) throws SQLException {
        try (Statement statement = duck.createStatement()) {
            statement.execute("CREATE VIEW " + name + " AS SELECT * FROM read_parquet('"
                    + directory.resolve("staging/c/" + schema + "/kinds") + "/*/*.parquet')");
        }
    }

    private static List<String> staged(Connection duck, String view, String column) throws SQLException {
        return strings(duck, "SELECT CAST(" + column + " AS VARCHAR) FROM " + view + " ORDER BY id");
    }

    private static List<String> own(EmbeddedServer server, String column) throws SQLException {
        try (Connection source = server.connect("postgres");
                Statement statement = source.createStatement()) {
            statement.execute("SET DateStyle = ISO; SET TimeZone = UTC; SET IntervalStyle = iso_8601");
            statement.execute("SET extra_float_digits = 1; SET lc_monetary = 'C'");
            return strings(
                    source,
                    "SELECT CASE WHEN num_nonnulls(" + column + ") = 1 THEN format('%s', " + column
                            + ") END FROM kinds ORDER BY id");
        }
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                strings.add(row.getString(1));
            }
        }
        return strings;
    }
}
