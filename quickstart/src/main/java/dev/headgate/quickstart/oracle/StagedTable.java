package dev.headgate.quickstart.oracle;

/** Destination name of a table, as its files are staged. */
public record StagedTable(String catalog, String schema, String table) {

    @Override
    public String toString() {
        return catalog + "." + schema + "." + table;
    }
}
