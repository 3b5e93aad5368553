package dev.headgate.ingest.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A pipeline and a table of it, of the commands that concern one table or all. */
final class TableOption {
    @Mixin
    private PipelineOption pipeline = new PipelineOption();

    @Parameters(
            index = "1",
            paramLabel = "TABLE",
            arity = "0..1",
            description = "Only this table: catalog.schema.table, as the staging area has it.")
    private String name = "";

    PipelineOption pipeline() {
        return pipeline;
    }

    /** Whether a table is concerned. */
    boolean means(String table) {
        return name.isEmpty() || name.equals(table);
    }

    /** Empty for all. */
    String name() {
        return name;
    }
}
