package dev.headgate.ingest.cli;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.pipeline.PipelineRun;
import dev.headgate.ingest.pipeline.TableResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate ingest full-refresh}: builds tables again from the log. */
@Command(
        name = "full-refresh",
        description = {
            "Builds the pipeline's tables again from the staged files, up to the entry that it has applied.",
            "Each table's content is replaced in one commit. The source is not asked: to copy it again, see headgate refresh."
        })
final class FullRefreshCommand implements Callable<Integer> {
    @Mixin
    private PipelineOption option = new PipelineOption();

    @Option(names = "--table", paramLabel = "CATALOG.SCHEMA.TABLE", description = "Only this table.")
    private String table = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PipelineConfig pipeline = option.load();
        PrintWriter out = spec.commandLine().getOut();
        try (PipelineRun run = PipelineRun.open(pipeline, option.staging(), Clock.systemUTC())) {
            List<TableResult> results = run.rebuild(name -> table.isEmpty() || name.equals(table));
            if (results.isEmpty() && !table.isEmpty()) {
                throw new IngestException(
                        IngestErrorCode.USAGE,
                        "The pipeline has no table " + table,
                        Map.of("pipeline", pipeline.name()));
            }
            for (TableResult result : results) {
                out.println(result.table() + " version " + result.version() + ": " + result.upserted() + " rows, "
                        + result.millis() + " ms");
            }
            out.flush();
        }
        return 0;
    }
}
