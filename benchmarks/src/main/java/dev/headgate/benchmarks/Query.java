package dev.headgate.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** SQL on a connection of its own: the benchmark asks little and never while a clock runs. */
final class Query {

    private Query() {}

    /** Runs statements, separated by semicolons, each in a transaction of its own. */
    static void run(PostgresServer server, String database, String... statements) throws SQLException {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** First column of the one row that the query returns, as text. */
    static String text(PostgresServer server, String database, String sql, String... parameters) throws SQLException {
        try (Connection connection = server.connect(database);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new BenchmarkException("no row from " + sql);
                }
                return String.valueOf(rows.getString(1));
            }
        }
    }
}
