package dev.headgate.staging.parquet;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Runs queries in an in-memory DuckDB that never reaches for the network. */
final class DuckDb {
    private DuckDb() {}

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> query(String sql, RowReader<T> reader) {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("threads", "1");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
                Statement statement = connection.createStatement()) {
            try (ResultSet result = statement.executeQuery(sql)) {
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(reader.read(result));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB refused: " + sql, e);
        }
    }

    /** Each row as the text of its columns, null for null. */
    static List<List<@Nullable String>> texts(String sql) {
        return query(sql, row -> {
            List<@Nullable String> texts = new ArrayList<>();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                texts.add(row.getString(i));
            }
            return texts;
        });
    }

    /** The only value of the only row. */
    static @Nullable String text(String sql) {
        return texts(sql).get(0).get(0);
    }
}
