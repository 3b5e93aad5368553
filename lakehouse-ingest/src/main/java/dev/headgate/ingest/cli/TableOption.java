package dev.headgate.ingest.cli;

import picocli.CommandLine.Parameters;

/** The table of a pipeline, of the commands that concern one or all. */
final class TableOption {
    @Parameters(
            index = "1",
            paramLabel = "TABLE",
            arity = "0..1",
            description = "Only this table: catalog.schema.table, as the staging area has it.")
    private String name = "";

    /** Whether a table is concerned. */
    boolean means(String table) {
        return name.isEmpty() || name.equals(table);
    }

    /** Empty for all. */
    String name() {
        return name;
    }
}
