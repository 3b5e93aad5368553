package dev.headgate.quickstart.oracle;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A short text that stands for all rows of a table, computed alike by PostgreSQL and DuckDB: the number of rows, a colon,
 * and the sum over all rows of the first 48 bits of the MD5 of the row's text. For columns whose text is the same in both:
 * integers and text.
 */
public final class RowDigest {

    private RowDigest() {}

    /**
     * A query for PostgreSQL that returns the digest.
     *
     * @param table as it stands in SQL, qualified
     * @param columns as they stand in SQL, in the order of the table
     */
    public static String postgres(String table, List<String> columns) {
        return "SELECT count(*) || ':' || coalesce(sum(('x' || substr(md5(" + rowText(columns, "text")
                + "), 1, 12))::bit(48)::bigint), 0) FROM " + table;
    }

    static String duckDb(String relation, List<String> columns) {
        return "SELECT count(*) || ':' || coalesce(sum(CAST('0x' || substr(md5(" + rowText(columns, "VARCHAR")
                + "), 1, 12) AS BIGINT)), 0) FROM " + relation;
    }

    private static String rowText(List<String> columns, String type) {
        return columns.stream()
                .map(column -> "coalesce(CAST(" + column + " AS " + type + "), '~')")
                .collect(Collectors.joining(" || '|' || "));
    }
}
