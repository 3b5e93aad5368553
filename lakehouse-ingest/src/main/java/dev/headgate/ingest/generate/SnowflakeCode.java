package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An external stage over the staged files, a DELETE and a MERGE. */
final class SnowflakeCode implements TableCode, Dialect {
    private static final String STAGE = "HEADGATE_STAGED";

    private final String root;

    SnowflakeCode(String root) {
        this.root = root;
    }

    @Override
    public String commentMark() {
        return "--";
    }

    @Override
    public List<String> header() {
        return List.of(
                "For Snowflake, with the staged files in an object store (--root s3://bucket/staging).",
                "NOT RUN by Headgate's tests: try it on a copy first.",
                "Each run reads all files named here and makes the tables equal to the entries below; make it anew for newer rows.",
                "Name a storage integration of yours below. Values that a type cannot hold are null.");
    }

    @Override
    public String preamble() {
        return "CREATE FILE FORMAT IF NOT EXISTS HEADGATE_PARQUET TYPE = PARQUET USE_LOGICAL_TYPE = TRUE;\n"
                + "CREATE STAGE IF NOT EXISTS " + STAGE + " URL = " + text(root + "/")
                + " STORAGE_INTEGRATION = MY_INTEGRATION FILE_FORMAT = (FORMAT_NAME = 'HEADGATE_PARQUET');\n";
    }

    @Override
    public @Nullable String refusal(StagedTable table) {
        return GeneratedCode.refusalOfNewestRow(table);
    }

    @Override
    public String code(StagedTable table) {
        String schema = name(GeneratedCode.schemaOf(table.destination()));
        String target = schema + "." + name(table.destination().table());
        String columns = table.schema().columns().stream()
                .map(column -> name(column.name()) + " " + type(column.type()))
                .collect(Collectors.joining(", "));
        List<String> names = table.schema().columns().stream()
                .map(Column::name)
                .map(this::name)
                .toList();
        String on = table.schema().key().stream()
                .map(key -> "t." + name(key) + " = s." + name(key))
                .collect(Collectors.joining(" AND "));
        String set = names.stream().map(column -> column + " = s." + column).collect(Collectors.joining(", "));
        String inserted = names.stream().map(column -> "s." + column).collect(Collectors.joining(", "));
        return "CREATE SCHEMA IF NOT EXISTS " + schema + ";\nCREATE TABLE IF NOT EXISTS " + target + " (" + columns
                + ");\nCREATE OR REPLACE TEMPORARY TABLE HEADGATE_PRESENT AS\n" + new PresentRows(table, this).query()
                + ";\nBEGIN;\nDELETE FROM " + target + " t WHERE NOT EXISTS (SELECT 1 FROM HEADGATE_PRESENT s WHERE "
                + on
                + ");\nMERGE INTO " + target + " t USING HEADGATE_PRESENT s ON " + on
                + "\nWHEN MATCHED THEN UPDATE SET " + set
                + "\nWHEN NOT MATCHED THEN INSERT (" + String.join(", ", names) + ") VALUES (" + inserted
                + ");\nCOMMIT;\n";
    }

    @Override
    public String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    @Override
    public String staged(String column, ColumnType type) {
        return "staged.$1:" + name(column) + "::" + type(type);
    }

    @Override
    public String files(StagedTable table, int part) {
        return table.parts().get(part).files().stream()
                .map(file -> "SELECT $1 FROM '@" + STAGE + "/" + file.replace("'", "''") + "'")
                .collect(Collectors.joining(" UNION ALL ", "(", ") AS staged"));
    }

    private static String type(ColumnType type) {
        if (type instanceof ColumnType.Decimal decimal) {
            return "NUMBER(" + decimal.precision() + "," + decimal.scale() + ")";
        }
        if (!(type instanceof ColumnType.Primitive primitive)) {
            return "VARIANT";
        }
        return switch (primitive) {
            case BOOLEAN -> "BOOLEAN";
            case INT16, INT32, INT64 -> "NUMBER(19,0)";
            case FLOAT, DOUBLE -> "FLOAT";
            case STRING, JSON, UUID -> "VARCHAR";
            case BINARY -> "BINARY";
            case DATE -> "DATE";
            case TIMESTAMP_LOCAL -> "TIMESTAMP_NTZ(6)";
            case TIMESTAMP_UTC -> "TIMESTAMP_TZ(6)";
            case TIME -> "TIME(6)";
        };
    }
}
