package dev.headgate.quickstart.oracle;

import static dev.headgate.quickstart.oracle.DuckDb.name;
import static dev.headgate.quickstart.oracle.DuckDb.text;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Compares rebuilt tables with the source's own, row by row and column by column, as text.
 *
 * <p>All tables of one call are read from the source in one snapshot. Whoever compares makes sure that this snapshot is
 * the moment that the staged state stands for: nothing is written in between.
 */
public final class SourceComparison {

    private static final int SHOWN = 5;
    private static final String COLUMNS = """
            WITH RECURSIVE base AS (
                SELECT a.attnum, a.attname, a.atttypid AS type
                FROM pg_attribute a
                WHERE a.attrelid = format('%I.%I', ?::text, ?::text)::regclass
                    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
              UNION ALL
                SELECT b.attnum, b.attname, t.typbasetype FROM base b JOIN pg_type t ON t.oid = b.type
                WHERE t.typtype = 'd'
            )
            SELECT b.attname, coalesce(e.typname, t.typname), coalesce(e.typtype, t.typtype), e.oid IS NOT NULL
            FROM base b JOIN pg_type t ON t.oid = b.type
                LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
            WHERE t.typtype <> 'd'
            ORDER BY b.attnum""";

    private final StagedState state;

    /** @param state what the staged files prove; stays open and owned by the caller */
    public SourceComparison(StagedState state) {
        this.state = state;
    }

    /** Tables of a publication, as {@link ComparedTable#sameName} would name them. */
    public static List<ComparedTable> publishedTables(Connection source, String publication) throws SQLException {
        List<ComparedTable> tables = new ArrayList<>();
        try (PreparedStatement statement = source.prepareStatement("SELECT current_database(), schemaname, tablename "
                + "FROM pg_publication_tables WHERE pubname = ? ORDER BY 2, 3")) {
            statement.setString(1, publication);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    tables.add(ComparedTable.sameName(result.getString(1), result.getString(2), result.getString(3)));
                }
            }
        }
        return tables;
    }

    /**
     * Compares the tables after the last entry.
     *
     * @param source a session that may read the tables; it is left outside a transaction, with changed text formats
     */
    public List<TableComparison> compare(Connection source, List<ComparedTable> tables) throws SQLException {
        source.setAutoCommit(false);
        try {
            try (Statement statement = source.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                statement.execute("SET TIME ZONE 'UTC'");
                statement.execute("SET datestyle = 'ISO'");
                statement.execute("SET intervalstyle = 'iso_8601'");
                statement.execute("SET extra_float_digits = 1");
            }
            List<TableComparison> comparisons = new ArrayList<>();
            for (ComparedTable table : tables) {
                comparisons.add(compare(source, table));
            }
            return comparisons;
        } finally {
            source.rollback();
            source.setAutoCommit(true);
        }
    }

    private TableComparison compare(Connection source, ComparedTable table) throws SQLException {
        List<SourceColumn> columns = columns(source, table);
        List<String> notCompared = columns.stream()
                .filter(column -> !column.isComparable())
                .map(SourceColumn::name)
                .toList();
        columns = columns.stream().filter(SourceColumn::isComparable).toList();
        if (!state.isCurrent(table.staged(), state.lastEntry())) {
            return new TableComparison(table, count(source, table), 0, List.of("it is still being read"), notCompared);
        }
        try (FoldedTable folded = state.fold(table.staged())) {
            if (folded == null) {
                long rows = count(source, table);
                return new TableComparison(
                        table, rows, 0, rows == 0 ? List.of() : List.of("nothing is staged"), notCompared);
            }
            List<String> missing = columns.stream()
                    .map(SourceColumn::name)
                    .filter(column -> folded.indexOf(column) < 0)
                    .toList();
            if (!missing.isEmpty()) {
                return new TableComparison(
                        table,
                        count(source, table),
                        folded.rows(),
                        List.of("not staged: columns " + missing),
                        notCompared);
            }
            return compareRows(source, table, columns, folded, notCompared);
        }
    }

    private TableComparison compareRows(
            Connection source,
            ComparedTable table,
            List<SourceColumn> columns,
            FoldedTable folded,
            List<String> notCompared)
            throws SQLException {
        DuckDb duck = state.duck();
        Path file = state.spillDirectory().resolve("source.csv");
        long longestLine = copyOut(source, table, columns, file);
        duck.execute("CREATE TABLE source_text AS SELECT "
                + list(columns, index -> columns.get(index).fromSource("t" + index) + " AS x" + index)
                + " FROM read_csv("
                + text(file.toString())
                + ", auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\n', "
                + "nullstr = '', allow_quoted_nulls = false, parallel = false, max_line_size = "
                + Math.max(longestLine * 2, 1 << 20) + ", columns = {"
                + list(columns, index -> "'t" + index + "': 'VARCHAR'") + "})");
        duck.execute("CREATE TABLE staged_text AS SELECT "
                + list(columns, index -> staged(columns.get(index), folded) + " AS x" + index) + " FROM "
                + folded.relation());
        try {
            long sourceRows = duck.number("SELECT count(*) FROM source_text");
            long stagedRows = duck.number("SELECT count(*) FROM staged_text");
            List<Integer> key = folded.key().stream()
                    .map(column ->
                            columns.stream().map(SourceColumn::name).toList().indexOf(column))
                    .toList();
            List<String> differences =
                    key.isEmpty() || key.contains(-1) ? differingBag(duck, columns) : differingKeys(duck, columns, key);
            return new TableComparison(table, sourceRows, stagedRows, differences, notCompared);
        } finally {
            duck.execute("DROP TABLE source_text");
            duck.execute("DROP TABLE staged_text");
        }
    }

    private static String staged(SourceColumn column, FoldedTable folded) {
        int index = folded.indexOf(column.name());
        return column.fromStaged("c" + index, folded.hasUnrepresentable(index) ? "u" + index : null);
    }

    private List<String> differingKeys(DuckDb duck, List<SourceColumn> columns, List<Integer> key) {
        String shownKey = key.stream()
                .map(index -> "coalesce(s.x" + index + ", g.x" + index + ")")
                .collect(Collectors.joining(" || ', ' || "));
        String join =
                key.stream().map(index -> "s.x" + index + " = g.x" + index).collect(Collectors.joining(" AND "));
        String firstKey = "x" + key.get(0);
        String differing = list(
                columns,
                index -> "CASE WHEN s.x" + index + " IS DISTINCT FROM g.x" + index + " THEN "
                        + text(columns.get(index).name()) + " END");
        String anyDiffers = IntStream.range(0, columns.size())
                .mapToObj(index -> "s.x" + index + " IS DISTINCT FROM g.x" + index)
                .collect(Collectors.joining(" OR "));
        duck.execute("CREATE TABLE differences AS SELECT " + shownKey + " AS k, CASE WHEN g." + firstKey
                + " IS NULL THEN 'is lost' WHEN s." + firstKey
                + " IS NULL THEN 'is not in the source' ELSE 'differs in '"
                + " || concat_ws(', ', " + differing + ") END AS what FROM source_text s FULL JOIN staged_text g ON "
                + join + " WHERE " + anyDiffers);
        try {
            long count = duck.number("SELECT count(*) FROM differences");
            List<String> differences = new ArrayList<>();
            for (List<@Nullable String> row :
                    duck.query("SELECT k, what FROM differences ORDER BY length(k), k LIMIT " + SHOWN)) {
                differences.add("key " + row.get(0) + " " + row.get(1));
            }
            if (count > SHOWN) {
                differences.add((count - SHOWN) + " more keys");
            }
            return differences;
        } finally {
            duck.execute("DROP TABLE differences");
        }
    }

    private List<String> differingBag(DuckDb duck, List<SourceColumn> columns) {
        String all = list(columns, index -> "x" + index);
        List<String> differences = new ArrayList<>();
        long lost = duck.number("SELECT count(*) FROM (SELECT " + all + " FROM source_text EXCEPT ALL SELECT " + all
                + " FROM staged_text)");
        long invented = duck.number("SELECT count(*) FROM (SELECT " + all + " FROM staged_text EXCEPT ALL SELECT " + all
                + " FROM source_text)");
        if (lost > 0) {
            differences.add(lost + " rows are lost");
        }
        if (invented > 0) {
            differences.add(invented + " rows are not in the source");
        }
        return differences;
    }

    private static String list(List<SourceColumn> columns, IntFunction<String> expression) {
        return IntStream.range(0, columns.size()).mapToObj(expression).collect(Collectors.joining(", "));
    }

    private static List<SourceColumn> columns(Connection source, ComparedTable table) throws SQLException {
        List<SourceColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = source.prepareStatement(COLUMNS)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    if (!table.excludedColumns().contains(result.getString(1))) {
                        columns.add(new SourceColumn(
                                result.getString(1), result.getString(2), result.getString(3), result.getBoolean(4)));
                    }
                }
            }
        }
        return columns;
    }

    private static String qualified(ComparedTable table) {
        return name(table.schema()) + "." + name(table.table());
    }

    private static long count(Connection source, ComparedTable table) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM " + qualified(table))) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Writes the table to {@code file} and returns the length of its longest line in bytes. */
    private static long copyOut(Connection source, ComparedTable table, List<SourceColumn> columns, Path file)
            throws SQLException {
        String sql = "COPY (SELECT " + list(columns, index -> columns.get(index).selected()) + " FROM "
                + qualified(table) + ") TO STDOUT (FORMAT csv, FORCE_QUOTE *)";
        CopyOut copy = source.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
        long longest = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
                out.write(line);
                longest = Math.max(longest, line.length);
            }
        } catch (IOException e) {
            throw new StagedStateException("cannot write " + file, e);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        return longest;
    }
}
