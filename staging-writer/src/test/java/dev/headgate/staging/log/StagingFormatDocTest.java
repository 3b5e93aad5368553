package dev.headgate.staging.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType.Decimal;
import dev.headgate.staging.schema.ColumnType.ListOf;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.LocalStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/staging-format.md are what the code writes and what an independent reader accepts. */
class StagingFormatDocTest {
    private static final TableName ORDERS = new TableName("my_catalog", "sales", "orders");
    private static final Lineage LINEAGE =
            new Lineage("7301234567890123456", 1, "mfg_paloalto", "headgate_mfg_paloalto", "mfg_paloalto_cdc_pub");

    @TempDir
    private Path root;

    @Test
    void the_entry_in_the_document_is_byte_for_byte_what_is_written() throws IOException {
        String documented = fenced("json");
        SealedEntry sealed = LogEntryJson.seal(example(), "9f0c3a5e77d21b48");
        assertThat(new String(sealed.bytes(), StandardCharsets.UTF_8)).isEqualTo(documented);
        assertThat(LogEntryJson.decode("docs", documented.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(sealed.entry());
    }

    @Test
    void the_query_in_the_document_shows_the_present_rows() throws IOException, SQLException {
        Files.createDirectories(root.resolve("my_catalog/sales/orders/g000001"));
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            LocalStore store = new LocalStore(root);
            CommitLog log = CommitLog.open(store, "mfg_paloalto", 2, failures -> {});
            log.publish(publish(log, statement, "a", "(1, 'old', 'c', 1, 16, 1), (2, 'gone', 'c', 1, 16, 2)"));
            log.publish(publish(log, statement, "b", "(1, 'new', 'u', 1, 17, 1), (2, NULL, 'd', 1, 17, 2)"));
            copy(statement, "uncommitted", "(1, 'never', 'u', 1, 18, 1)");
            String sql = fenced("sql").replace("/var/lib/headgate/staging", root.toString());
            List<String> rows = new ArrayList<>();
            for (String command : sql.split(";", -1)) {
                if (!command.isBlank() && statement.execute(command)) {
                    try (ResultSet result = statement.getResultSet()) {
                        while (result.next()) {
                            rows.add(result.getLong("id") + " " + result.getString("status"));
                        }
                    }
                }
            }
            assertThat(rows).containsExactly("1 new");
        }
    }

    private EntryDraft publish(CommitLog log, Statement statement, String name, String values) throws SQLException {
        String path = copy(statement, name, values);
        long lsn = log.state().throughLsn() + 1;
        DataFile file = new DataFile(
                path,
                FileKind.CDC,
                ORDERS,
                1,
                1,
                2,
                new OpCounts(2, 0, 0, 0, 0),
                1,
                new RowPosition(lsn, 1),
                new RowPosition(lsn, 2),
                0);
        TableSchema schema = new TableSchema(List.of(new Column("id", Primitive.INT64, true, 1, null)), List.of("id"));
        List<SchemaVersion> schemas =
                log.state().exists() ? List.of() : List.of(new SchemaVersion(ORDERS, 1, 1, schema));
        return new EntryDraft(1, LINEAGE, lsn, 0, null, null, List.of(file), schemas, List.of());
    }

    private String copy(Statement statement, String name, String values) throws SQLException {
        String path = "my_catalog/sales/orders/g000001/" + name + ".parquet";
        statement.execute("COPY (SELECT * FROM (VALUES " + values
                + ") t(id, status, _cdc_op, _cdc_epoch, _cdc_commit_lsn, _cdc_ordinal)) TO '" + root.resolve(path)
                + "' (FORMAT parquet)");
        return path;
    }

    private static LogEntry example() {
        Instant first = Instant.parse("2026-11-20T09:30:00.123456Z");
        TableSchema schema = new TableSchema(
                List.of(
                        new Column("id", Primitive.INT64, false, 1, "bigint"),
                        new Column("total", new Decimal(12, 2), false, 2, "numeric(12,2)"),
                        new Column("tags", new ListOf(Primitive.STRING), false, 4, "text[]")),
                List.of("id"));
        DataFile file = new DataFile(
                "my_catalog/sales/orders/g000001/00000016b374d6f0-00000000000000000042-000000-1f2e3d4c.parquet",
                FileKind.CDC,
                ORDERS,
                1,
                2,
                120,
                new OpCounts(100, 17, 3, 0, 0),
                18_112,
                new RowPosition(0x16_B374D6F0L, 1),
                new RowPosition(0x16_B374D810L, 7),
                0x7A1C03E5);
        return new LogEntry(
                1,
                "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                42,
                "",
                "c0ffee00c0ffee00c0ffee00c0ffee00-0123456789abcdef",
                "mfg_paloalto",
                1,
                LINEAGE,
                0x16_B374D000L,
                0x16_B374D848L,
                9,
                first,
                first.plusSeconds(8),
                List.of(file),
                List.of(new SchemaVersion(ORDERS, 1, 2, schema)),
                List.of(LogEvent.schemaChanged(ORDERS, "column \"tags\" was added")));
    }

    /** The first code block of a language. */
    private static String fenced(String language) throws IOException {
        String document = Files.readString(Path.of("..", "docs", "staging-format.md"));
        String opening = "```" + language + "\n";
        int from = document.indexOf(opening) + opening.length();
        return document.substring(from, document.indexOf("```", from));
    }
}
