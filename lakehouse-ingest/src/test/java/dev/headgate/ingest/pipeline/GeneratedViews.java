package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.generate.Engine;
import dev.headgate.ingest.generate.GeneratedCode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that code made for DuckDB shows, in DuckDB. */
final class GeneratedViews {
    private GeneratedViews() {}

    static String code(Lake lake, Engine engine) {
        try {
            return GeneratedCode.of(
                    engine,
                    "lake",
                    StagedTables.read(lake.config(), lake.staging()),
                    lake.staging().toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a table in the default schema, as {@link Lake#rows} shows those of the Delta table. */
    static List<String> rows(Lake lake, String table) {
        String code = code(lake, Engine.DUCKDB);
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute(code);
            try (ResultSet result = statement.executeQuery("SELECT * FROM db_public." + table)) {
                while (result.next()) {
                    List<@Nullable String> row = new ArrayList<>();
                    for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                        row.add(result.getString(column));
                    }
                    rows.add(row);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(code, e);
        }
        return Lake.text(rows);
    }
}
