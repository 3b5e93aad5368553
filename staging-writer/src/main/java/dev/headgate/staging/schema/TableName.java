package dev.headgate.staging.schema;

import java.util.Objects;

/**
 * Name of a destination table: three parts as the user wrote them, not encoded for any path.
 *
 * @param catalog destination catalog
 * @param schema destination schema
 * @param table table name
 */
public record TableName(String catalog, String schema, String table) implements Comparable<TableName> {
    public TableName {
        Objects.requireNonNull(catalog, "catalog");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(table, "table");
    }

    @Override
    public int compareTo(TableName other) {
        int byCatalog = catalog.compareTo(other.catalog);
        if (byCatalog != 0) {
            return byCatalog;
        }
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : table.compareTo(other.table);
    }

    /** The parts joined by dots, for log lines and messages. It is not reversible: a part may hold a dot. */
    @Override
    public String toString() {
        return catalog + '.' + schema + '.' + table;
    }
}
