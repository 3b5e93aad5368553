package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Composite types that change while tables use them, of which the stream says nothing. */
final class CompositeTypeTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void a_value_from_before_a_field_was_added_is_null_with_its_text(String binary) throws Exception {
        try (EmbeddedServer server = EmbeddedServer.builder().majorVersion(17).build()) {
            server.start();
            server.execute(
                    "postgres",
                    "CREATE TYPE visit AS (place int, day date)",
                    "CREATE TABLE visits (id int PRIMARY KEY, v visit, all_of visit[])",
                    "CREATE PUBLICATION shop_pub FOR TABLE visits");
            GatewayConfig config = RunningGateway.config(directory, server, "postgres", ", binary: " + binary);
            RunningGateway.runUntilCaughtUp(config);
            server.execute("postgres", "INSERT INTO visits VALUES (1, (7, '2026-01-02'), ARRAY[(8, NULL)::visit])");
            RunningGateway.runUntilCaughtUp(config);
            server.execute(
                    "postgres",
                    "INSERT INTO visits VALUES (2, (7, '2026-01-03'), '{}')",
                    "ALTER TYPE visit ADD ATTRIBUTE note text",
                    "INSERT INTO visits VALUES (3, (7, '2026-01-04', 'a b'), ARRAY[NULL, (8, NULL, NULL)::visit])",
                    "ALTER TYPE visit DROP ATTRIBUTE place",
                    "ALTER TYPE visit RENAME ATTRIBUTE note TO words",
                    "INSERT INTO visits VALUES (4, ('2026-01-05', 'c'), NULL)");
            RunningGateway.runUntilCaughtUp(config);

            assertThat(rows())
                    .containsExactly(
                            "1 | {'place': 7, 'day': 2026-01-02} | [{'place': 8, 'day': NULL}] | NULL",
                            "2 | NULL | [] | {v='(7,2026-01-03)'}",
                            "3 | NULL | NULL | {v='(7,2026-01-04,\"a b\")', all_of='{NULL,\"(8,,)\"}'}",
                            "4 | {'day': 2026-01-05, 'words': c} | NULL | NULL");
        }
    }

    private List<String> rows() throws Exception {
        List<String> rows = new ArrayList<>();
        String files = directory.resolve("staging/postgres/public/visits") + "/*/*.parquet";
        for (String id : List.of("1", "2", "3", "4")) {
            try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = duck.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT concat_ws(' | ', id, coalesce(CAST(v AS VARCHAR), 'NULL'),"
                                    + " coalesce(CAST(all_of AS VARCHAR), 'NULL'), coalesce(CAST(_cdc_unrepresentable AS VARCHAR), 'NULL'))"
                                    + " FROM read_parquet('" + file(files, id) + "') WHERE id = " + id)) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
        }
        return rows;
    }

    /** Files differ in their fields, so each row is read from its own. */
    private static String file(String files, String id) throws Exception {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet list = statement.executeQuery("SELECT file FROM glob('" + files + "')")) {
            while (list.next()) {
                try (Statement look = duck.createStatement();
                        ResultSet found = look.executeQuery(
                                "SELECT count(*) FROM read_parquet('" + list.getString(1) + "') WHERE id = " + id)) {
                    found.next();
                    if (found.getLong(1) > 0) {
                        return list.getString(1);
                    }
                }
            }
        }
        throw new AssertionError("no file has row " + id);
    }
}
