package dev.headgate.ingest.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
            "Each table's content is replaced in one commit. The source is not asked: to copy it again, see headgate refresh.",
            "No other process may run the pipeline meanwhile."
        })
final class FullRefreshCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new JsonMapper();

    @Mixin
    private TableOption table = new TableOption();

    @Option(names = "--json", description = "Print one JSON object for each table, on a line of its own.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PipelineConfig pipeline = table.pipeline().load();
        PrintWriter out = spec.commandLine().getOut();
        try (PipelineRun run = PipelineRun.open(pipeline, table.pipeline().staging(), Clock.systemUTC())) {
            List<TableResult> results = run.rebuild(table::means);
            if (results.isEmpty() && !table.name().isEmpty()) {
                throw new IngestException(
                        IngestErrorCode.USAGE,
                        "The pipeline has no table " + table.name(),
                        Map.of("pipeline", pipeline.name()));
            }
            for (TableResult result : results) {
                out.println(
                        json
                                ? encode(result)
                                : result.table() + " version " + result.version() + ": " + result.upserted() + " rows, "
                                        + result.millis() + " ms");
            }
            out.flush();
        }
        return 0;
    }

    private static String encode(TableResult result) throws JsonProcessingException {
        return JSON.writeValueAsString(JSON.createObjectNode()
                .put("table", result.table().toString())
                .put("version", result.version())
                .put("rows", result.upserted())
                .put("millis", result.millis()));
    }
}
