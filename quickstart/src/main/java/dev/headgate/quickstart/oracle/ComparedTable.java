package dev.headgate.quickstart.oracle;

import java.util.Set;

/**
 * A table of the source and where it is staged.
 *
 * @param schema schema in the source
 * @param table table in the source
 * @param staged destination name
 * @param excludedColumns source columns that are left out on purpose
 */
public record ComparedTable(String schema, String table, StagedTable staged, Set<String> excludedColumns) {

    public ComparedTable {
        excludedColumns = Set.copyOf(excludedColumns);
    }

    /** A table staged whole under its own name, in the catalog that bears the database's name. */
    public static ComparedTable sameName(String database, String schema, String table) {
        return new ComparedTable(schema, table, new StagedTable(database, schema, table), Set.of());
    }
}
