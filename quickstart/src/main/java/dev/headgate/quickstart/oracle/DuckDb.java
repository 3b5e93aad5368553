package dev.headgate.quickstart.oracle;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An in-memory DuckDB that loads no extension from outside, works in UTC and spills into a given directory. */
final class DuckDb implements AutoCloseable {

    private final Connection connection;

    DuckDb(Path spillDirectory) {
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:");
        } catch (SQLException e) {
            throw new StagedStateException("cannot open DuckDB", e);
        }
        execute("SET autoinstall_known_extensions = false");
        execute("SET autoload_known_extensions = false");
        // DuckDB 2.0.0 takes the statistics of a sum for proof that it is never negative in some queries with a scalar
        // subquery, and answers them with no rows: a judge that finds nothing wrong. Its test: more deletes than
        // inserts.
        execute("SET disabled_optimizers = 'statistics_propagation'");
        execute("SET TimeZone = 'UTC'");
        execute("SET memory_limit = '2GB'");
        execute("SET temp_directory = " + text(spillDirectory.toString()));
    }

    void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new StagedStateException("DuckDB refused: " + sql, e);
        }
    }

    List<List<@Nullable String>> query(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columnCount = result.getMetaData().getColumnCount();
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>(columnCount);
                for (int column = 1; column <= columnCount; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new StagedStateException("DuckDB refused: " + sql, e);
        }
    }

    /** First column of all rows; none of them may be null. */
    List<String> texts(String sql) {
        List<String> values = new ArrayList<>();
        for (List<@Nullable String> row : query(sql)) {
            values.add(String.valueOf(row.get(0)));
        }
        return values;
    }

    long number(String sql) {
        return Long.parseLong(texts(sql).get(0));
    }

    /** The quoted name. */
    static String name(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** The text as a literal. */
    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StagedStateException("cannot close DuckDB", e);
        }
    }
}
