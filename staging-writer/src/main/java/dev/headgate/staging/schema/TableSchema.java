package dev.headgate.staging.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Columns of a table, in order, and which of them identify a row.
 *
 * @param columns at least one, names distinct
 * @param key names of the key columns in key order; empty for a table without key
 */
public record TableSchema(List<Column> columns, List<String> key) {
    public TableSchema {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("A table needs at least one column");
        }
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("Column " + column.name() + " is named twice");
            }
        }
        for (String name : key) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("Key column " + name + " is not among the columns " + names);
            }
        }
    }
}
