package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import dev.headgate.staging.schema.ColumnType;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Views over the staged files. */
final class DuckDbCode implements TableCode, Dialect {
    private final String root;

    DuckDbCode(String root) {
        this.root = root;
    }

    @Override
    public String commentMark() {
        return "--";
    }

    @Override
    public List<String> header() {
        return List.of(
                "Views of the present rows, for DuckDB. They name the files of the entries below: make them anew for newer rows.",
                "Headgate's tests run it with DuckDB's JDBC driver. Values that a type cannot hold are null.");
    }

    @Override
    public @Nullable String refusal(StagedTable table) {
        return null;
    }

    @Override
    public String code(StagedTable table) {
        String schema = name(GeneratedCode.schemaOf(table.destination()));
        return "CREATE SCHEMA IF NOT EXISTS " + schema + ";\nCREATE OR REPLACE VIEW " + schema + "."
                + name(table.destination().table()) + " AS\n" + new PresentRows(table, this).query() + ";\n";
    }

    @Override
    public String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String files(StagedTable table, int part) {
        return table.parts().get(part).files().stream()
                .map(file -> text(root + "/" + file))
                .collect(Collectors.joining(", ", "read_parquet([", "], hive_partitioning = false)"));
    }

    /** With a type: DuckDB does not find one for a view in which the first part of a union has a plain null. */
    @Override
    public String missing(ColumnType type) {
        return "CAST(NULL AS " + type(type) + ")";
    }

    private String type(ColumnType type) {
        if (type instanceof ColumnType.Decimal decimal) {
            return "DECIMAL(" + decimal.precision() + ", " + decimal.scale() + ")";
        }
        if (type instanceof ColumnType.ListOf list) {
            return type(list.element()) + "[]";
        }
        if (type instanceof ColumnType.MapOf map) {
            return "MAP(" + type(map.key()) + ", " + type(map.value()) + ")";
        }
        if (type instanceof ColumnType.StructOf struct) {
            return struct.fields().stream()
                    .map(field -> name(field.name()) + " " + type(field.type()))
                    .collect(Collectors.joining(", ", "STRUCT(", ")"));
        }
        return switch ((ColumnType.Primitive) type) {
            case BOOLEAN -> "BOOLEAN";
            case INT16 -> "SMALLINT";
            case INT32 -> "INTEGER";
            case INT64 -> "BIGINT";
            case FLOAT -> "FLOAT";
            case DOUBLE -> "DOUBLE";
            case STRING -> "VARCHAR";
            case JSON -> "JSON";
            case BINARY -> "BLOB";
            case DATE -> "DATE";
            case TIMESTAMP_LOCAL -> "TIMESTAMP";
            case TIMESTAMP_UTC -> "TIMESTAMPTZ";
            case TIME -> "TIME";
            case UUID -> "UUID";
        };
    }

    @Override
    public String holds(String column, String text) {
        return "coalesce(list_contains(" + name(column) + ", " + text(text) + "), FALSE)";
    }

    @Override
    public String ofLast(String value, String number, String condition) {
        return "struct_extract(arg_max(struct_pack(v := " + value + "), " + number + ") FILTER (WHERE " + condition
                + "), 'v')";
    }

    @Override
    public String failure(String message) {
        return "error(" + text(message) + ")";
    }
}
