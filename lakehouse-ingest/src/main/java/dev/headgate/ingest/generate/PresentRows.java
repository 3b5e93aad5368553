package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import dev.headgate.staging.schema.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The query that makes a table's present rows of its staged changes: those of its generation, after the last truncate, in
 * the order of their positions. A value that a change does not carry is that of the change before it; a key change leads
 * back to the changes of the key that it replaced.
 */
final class PresentRows {
    private final StagedTable table;
    private final Dialect dialect;

    PresentRows(StagedTable table, Dialect dialect) {
        this.table = table;
        this.dialect = dialect;
    }

    /** A query, without an end. */
    String query() {
        boolean keyed = !table.schema().key().isEmpty();
        String before = "WITH " + (keyed && table.hasAbsentColumns() ? "RECURSIVE " : "") + changes() + ",\n"
                + numbered() + ",\n" + kept();
        if (!keyed) {
            return before + "\n" + bag();
        }
        return table.hasAbsentColumns() ? before + ",\n" + lives() + "\n" + folded() : before + "\n" + newest();
    }

    private String name(String column) {
        return dialect.name(column);
    }

    private String meta(String name) {
        return dialect.name(table.metadataPrefix() + name);
    }

    private String columns(UnaryOperator<String> form) {
        return table.schema().columns().stream().map(Column::name).map(form).collect(Collectors.joining(", "));
    }

    private String key() {
        return table.schema().key().stream().map(this::name).collect(Collectors.joining(", "));
    }

    private String changes() {
        List<String> parts = new ArrayList<>();
        for (int part = 0; part < table.parts().size(); part++) {
            parts.add(part(part));
        }
        return "changes AS (\n" + String.join("\n  UNION ALL\n", parts) + "\n)";
    }

    private String part(int number) {
        StagedTable.Part part = table.parts().get(number);
        List<String> selected = new ArrayList<>();
        for (Column column : table.schema().columns()) {
            Column staged = part.columns().get(column.name());
            selected.add(
                    (staged == null ? dialect.missing(column.type()) : dialect.staged(staged.name(), staged.type()))
                            + " AS " + name(column.name()));
            if (table.hasAbsentColumns() && !isKey(column)) {
                String absent = staged == null
                        ? "FALSE"
                        : dialect.holds(MetadataColumn.UNCHANGED.in(table.metadataPrefix()), staged.name());
                selected.add(absent + " AS " + absent(column.name()));
            }
        }
        selected.add(staged(MetadataColumn.OP) + " AS " + meta("op"));
        selected.add(staged(MetadataColumn.EPOCH) + " AS " + meta("epoch"));
        selected.add(staged(MetadataColumn.COMMIT_LSN) + " AS " + meta("commit_lsn"));
        selected.add(staged(MetadataColumn.ORDINAL) + " AS " + meta("ordinal"));
        if (table.hasAbsentColumns() && !table.schema().key().isEmpty()) {
            selected.add(staged(MetadataColumn.OLD_KEY) + " IS NOT NULL AS " + meta("moved"));
        }
        String rows = "  SELECT " + String.join(", ", selected) + "\n  FROM " + dialect.files(table, number);
        return part.copied() || table.epoch() == 0 ? rows : rows + "\n  WHERE " + ofGeneration();
    }

    private String ofGeneration() {
        String epoch = staged(MetadataColumn.EPOCH);
        return epoch + " > " + table.epoch() + " OR (" + epoch + " = " + table.epoch() + " AND "
                + staged(MetadataColumn.COMMIT_LSN) + " >= " + table.consistentPoint() + ")";
    }

    private String staged(MetadataColumn column) {
        return dialect.staged(column.in(table.metadataPrefix()), column.type());
    }

    private boolean isKey(Column column) {
        return table.schema().key().contains(column.name());
    }

    private String absent(String column) {
        return meta("absent_" + column);
    }

    private String numbered() {
        return "numbered AS (\n  SELECT *, row_number() OVER (ORDER BY " + meta("epoch") + ", " + meta("commit_lsn")
                + ", " + meta("ordinal") + ") AS " + meta("n") + " FROM changes\n)";
    }

    private String kept() {
        return "kept AS (\n  SELECT * FROM numbered WHERE " + meta("n") + " > coalesce((SELECT max(" + meta("n")
                + ") FROM numbered WHERE " + meta("op") + " = 't'), 0)\n)";
    }

    /** A table without key: rows are equal, or not. */
    private String bag() {
        String copies = "sum(CASE " + meta("op") + " WHEN 'd' THEN -1 WHEN 'u' THEN "
                + dialect.failure("an update that does not name the old row") + " ELSE 1 END)";
        return "SELECT " + columns(this::name) + "\nFROM (SELECT " + columns(this::name) + ", " + copies + " AS "
                + meta("copies") + " FROM kept GROUP BY " + columns(this::name) + "), unnest(range(" + meta("copies")
                + "::BIGINT))";
    }

    private String newest() {
        return "SELECT " + columns(this::name) + "\nFROM (SELECT *, row_number() OVER (PARTITION BY " + key()
                + " ORDER BY "
                + meta("n") + " DESC) AS " + meta("newest") + " FROM kept) AS newest\nWHERE " + meta("newest")
                + " = 1 AND "
                + meta("op") + " <> 'd'";
    }

    /** The changes of a key from its insert to its delete are a life; a key change goes on with the one before. */
    private String lives() {
        return """
                counted AS (
                  SELECT *, sum(CASE WHEN %1$s IN ('c', 'r') THEN 1 ELSE 0 END) OVER (PARTITION BY %2$s ORDER BY %3$s) AS %4$s
                  FROM kept
                ),
                lives AS (
                  SELECT *, min(%3$s) OVER (PARTITION BY %2$s, %4$s) AS %5$s FROM counted
                ),
                moves AS (
                  SELECT l.%5$s AS %10$s, b.%5$s AS %11$s
                  FROM lives l JOIN lives b ON b.%6$s = l.%6$s AND b.%7$s = l.%7$s AND b.%8$s = l.%8$s - 1
                  WHERE l.%9$s AND b.%1$s = 'd'
                ),
                roots AS (
                  SELECT DISTINCT %5$s AS %10$s, %5$s AS %12$s FROM lives
                  WHERE %5$s NOT IN (SELECT %10$s FROM moves)
                  UNION ALL
                  SELECT moves.%10$s, roots.%12$s FROM roots JOIN moves ON moves.%11$s = roots.%10$s
                )""".formatted(
                        meta("op"),
                        key(),
                        meta("n"),
                        meta("life"),
                        meta("born"),
                        meta("epoch"),
                        meta("commit_lsn"),
                        meta("ordinal"),
                        meta("moved"),
                        meta("later"),
                        meta("earlier"),
                        meta("root"));
    }

    private String folded() {
        List<String> values = new ArrayList<>();
        for (Column column : table.schema().columns()) {
            String name = name(column.name());
            String carried = meta("op") + " <> 'd'" + (isKey(column) ? "" : " AND NOT " + absent(column.name()));
            String value = dialect.ofLast(name, meta("n"), carried);
            values.add("CASE WHEN count(CASE WHEN " + carried + " THEN 1 END) = 0 THEN "
                    + dialect.failure("a value of column " + column.name() + " is in no staged change") + " ELSE "
                    + value
                    + " END AS " + name);
        }
        String lastOperation = dialect.ofLast(meta("op"), meta("n"), "TRUE");
        return "SELECT " + String.join(",\n  ", values) + "\nFROM lives JOIN roots ON roots." + meta("later")
                + " = lives." + meta("born") + "\nGROUP BY roots." + meta("root") + "\nHAVING " + lastOperation
                + " <> 'd'";
    }
}
