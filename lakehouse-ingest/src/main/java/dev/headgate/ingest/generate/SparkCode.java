package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A PySpark program that merges the present rows into Delta tables. */
final class SparkCode implements TableCode, Dialect {
    private final String root;

    SparkCode(String root) {
        this.root = root;
    }

    @Override
    public String commentMark() {
        return "#";
    }

    @Override
    public List<String> header() {
        return List.of(
                "For spark-submit, Spark 4.1 or later (recursive queries) with delta-spark and its two settings.",
                "NOT RUN by Headgate's tests: try it on a copy first.",
                "Each run reads all files named here and makes the tables equal to the entries below; make it anew for newer rows.",
                "Values that a type cannot hold are null.");
    }

    @Override
    public String preamble() {
        return "from pyspark.sql import SparkSession\n\nspark = SparkSession.builder.getOrCreate()\n" + "ROOT = "
                + python(root) + "\n";
    }

    @Override
    public @Nullable String refusal(StagedTable table) {
        return table.schema().key().isEmpty() ? "The table has no key to merge by." : null;
    }

    @Override
    public String code(StagedTable table) {
        StringBuilder code = new StringBuilder();
        for (int part = 0; part < table.parts().size(); part++) {
            String files = table.parts().get(part).files().stream()
                    .map(file -> "    ROOT + " + python("/" + file) + ",\n")
                    .collect(Collectors.joining());
            code.append("spark.read.parquet(\n")
                    .append(files)
                    .append(").createOrReplaceTempView(")
                    .append(python(view(part)))
                    .append(")\n");
        }
        String schema = name(GeneratedCode.schemaOf(table.destination()));
        String target = schema + "." + name(table.destination().table());
        code.append(sql(new PresentRows(table, this).query(), ".createOrReplaceTempView(\"present_rows\")"));
        code.append(sql("CREATE SCHEMA IF NOT EXISTS " + schema, ""));
        code.append(sql(
                "CREATE TABLE IF NOT EXISTS " + target + " USING delta AS SELECT * FROM present_rows WHERE FALSE", ""));
        code.append(sql(merge(table, target), ""));
        return code.toString();
    }

    private String merge(StagedTable table, String target) {
        String on = table.schema().key().stream()
                .map(key -> "t." + name(key) + " = s." + name(key))
                .collect(Collectors.joining(" AND "));
        List<String> columns = table.schema().columns().stream()
                .map(Column::name)
                .map(this::name)
                .toList();
        String same = columns.stream()
                .map(column -> "t." + column + " <=> s." + column)
                .collect(Collectors.joining(" AND "));
        boolean comparable =
                table.schema().columns().stream().noneMatch(column -> column.type() instanceof ColumnType.MapOf);
        return "MERGE INTO " + target + " t USING present_rows s ON " + on + "\nWHEN MATCHED"
                + (comparable ? " AND NOT (" + same + ")" : "") + " THEN UPDATE SET *\n"
                + "WHEN NOT MATCHED THEN INSERT *\nWHEN NOT MATCHED BY SOURCE THEN DELETE";
    }

    private static String sql(String query, String then) {
        return "spark.sql(" + python(query).replace("\\n", "\\n\"\n    \"") + ")" + then + "\n";
    }

    private static String view(int part) {
        return "staged_" + part;
    }

    /** A literal of Python. */
    static String python(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '\n') {
                literal.append("\\n");
            } else if (c == '"' || c == '\\') {
                literal.append('\\').append((char) c);
            } else {
                literal.append((char) c);
            }
        });
        return literal.append('"').toString();
    }

    @Override
    public String name(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    @Override
    public String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    @Override
    public String files(StagedTable table, int part) {
        return view(part);
    }

    @Override
    public String holds(String column, String text) {
        return "coalesce(array_contains(" + name(column) + ", " + text(text) + "), FALSE)";
    }

    @Override
    public String ofLast(String value, String number, String condition) {
        return "(max_by(named_struct('v', " + value + "), " + number + ") FILTER (WHERE " + condition + ")).v";
    }

    @Override
    public String failure(String message) {
        return "raise_error(" + text(message) + ")";
    }
}
