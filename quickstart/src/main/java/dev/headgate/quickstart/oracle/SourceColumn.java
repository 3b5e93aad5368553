package dev.headgate.quickstart.oracle;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A column of the source, and the text in which its values are compared: PostgreSQL's output form, except where DuckDB
 * writes the same value otherwise. Those types take the way through DuckDB's type on both sides.
 *
 * @param name column name
 * @param type name of the base type (of the elements for an array), such as {@code int4}; domains are resolved
 * @param kind {@code typtype} of that type: b, e, c, r, m
 * @param array whether it is an array
 */
record SourceColumn(String name, String type, String kind, boolean array) {

    private static final Map<String, String> THROUGH_DUCKDB = Map.of(
            "bool", "BOOLEAN",
            "float4", "FLOAT",
            "float8", "DOUBLE",
            "date", "DATE",
            "time", "TIME",
            "timestamp", "TIMESTAMP",
            "timestamptz", "TIMESTAMPTZ");

    /** Shapes of PostGIS: their text is their bytes in hexadecimal digits. */
    private static final Set<String> SHAPES = Set.of("geometry", "geography");

    private static final Set<String> NOT_RENDERED = Set.of("hstore");

    boolean isComparable() {
        return (kind.equals("b") || kind.equals("e"))
                && !NOT_RENDERED.contains(type)
                && !(array && (type.equals("bytea") || SHAPES.contains(type)));
    }

    /** The expression that PostgreSQL is asked for. */
    String selected() {
        String column = DuckDb.name(name);
        if (array) {
            return "to_json(" + column + "::text[])";
        }
        return switch (type) {
            case "bytea" -> "encode(" + column + ", 'hex')";
            case "money" -> column + "::numeric";
            case "geometry", "geography" -> "lower(" + column + "::text)";
            default -> column;
        };
    }

    /** Comparable text of what {@link #selected} returned. */
    String fromSource(String text) {
        String duckType = duckType();
        if (duckType == null) {
            return text;
        }
        if (array) {
            return "CAST(to_json(CAST(CAST(from_json(" + text + ", '[\"VARCHAR\"]') AS " + duckType
                    + "[]) AS VARCHAR[])) AS VARCHAR)";
        }
        return throughType(text, duckType);
    }

    /**
     * Comparable text of the staged value.
     *
     * @param lostText column with the source's text where the value could not be held; null if there is none
     */
    String fromStaged(String value, @Nullable String lostText) {
        String duckType = duckType();
        String text;
        if (array) {
            String elements = duckType == null ? value : "CAST(" + value + " AS " + duckType + "[])";
            text = "CAST(to_json(CAST(" + elements + " AS VARCHAR[])) AS VARCHAR)";
            // to_json of a null list is the JSON null.
            text = "CASE WHEN " + value + " IS NOT NULL THEN " + text + " END";
        } else if (type.equals("bytea") || SHAPES.contains(type)) {
            text = "lower(hex(" + value + "))";
        } else if (duckType == null) {
            text = "CAST(" + value + " AS VARCHAR)";
        } else {
            text = throughType(value, duckType);
        }
        return lostText == null ? text : "coalesce(" + text + ", " + fromSource(lostText) + ")";
    }

    private @Nullable String duckType() {
        return THROUGH_DUCKDB.get(type);
    }

    private static String throughType(String value, String duckType) {
        return "coalesce(CAST(TRY_CAST(" + value + " AS " + duckType + ") AS VARCHAR), CAST(" + value + " AS VARCHAR))";
    }
}
