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

    /** Empty for all. */
    String name() {
        return name;
    }
}
