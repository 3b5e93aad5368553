package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import dev.headgate.staging.schema.Column;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** External tables over the staged files, and a MERGE. */
final class BigQueryCode implements TableCode, Dialect {
    private final String root;

    BigQueryCode(String root) {
        this.root = root;
    }

    @Override
    public String commentMark() {
        return "--";
    }

    @Override
    public List<String> header() {
        return List.of(
                "For BigQuery, with the staged files copied to Cloud Storage as they are (--root gs://bucket/staging).",
                "NOT RUN by Headgate's tests: try it on a copy first.",
                "Each run reads all files named here and makes the tables equal to the entries below; make it anew for newer rows.",
                "Values that a type cannot hold are null.");
    }

    @Override
    public @Nullable String refusal(StagedTable table) {
        return GeneratedCode.refusalOfNewestRow(table);
    }

    @Override
    public String code(StagedTable table) {
        StringBuilder code = new StringBuilder("CREATE SCHEMA IF NOT EXISTS " + dataset(table) + ";\n");
        for (int part = 0; part < table.parts().size(); part++) {
            String uris = table.parts().get(part).files().stream()
                    .map(file -> text(root + "/" + file))
                    .collect(Collectors.joining(",\n  "));
            code.append("CREATE OR REPLACE EXTERNAL TABLE ")
                    .append(files(table, part))
                    .append(" OPTIONS (format = 'PARQUET', uris = [\n  ")
                    .append(uris)
                    .append("]);\n");
        }
        String target = dataset(table) + "." + name(table.destination().table());
        String query = "(\n" + new PresentRows(table, this).query() + "\n)";
        List<String> columns = table.schema().columns().stream()
                .map(Column::name)
                .map(this::name)
                .toList();
        String on = table.schema().key().stream()
                .map(key -> "t." + name(key) + " = s." + name(key))
                .collect(Collectors.joining(" AND "));
        String set = columns.stream().map(column -> column + " = s." + column).collect(Collectors.joining(", "));
        return code.append("CREATE TABLE IF NOT EXISTS ")
                .append(target)
                .append(" AS SELECT * FROM ")
                .append(query)
                .append(" WHERE FALSE;\nMERGE INTO ")
                .append(target)
                .append(" t USING ")
                .append(query)
                .append(" s ON ")
                .append(on)
                .append("\nWHEN MATCHED THEN UPDATE SET ")
                .append(set)
                .append("\nWHEN NOT MATCHED BY TARGET THEN INSERT ROW\nWHEN NOT MATCHED BY SOURCE THEN DELETE;\n")
                .toString();
    }

    private String dataset(StagedTable table) {
        return name(GeneratedCode.schemaOf(table.destination()));
    }

    @Override
    public String name(String name) {
        return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    @Override
    public String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    @Override
    public String files(StagedTable table, int part) {
        return dataset(table) + "." + name(table.destination().table() + "_staged_" + part);
    }
}
