package dev.headgate.ingest.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.pipeline.Maintenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate ingest maintain}: keeps tables in shape, now. */
@Command(
        name = "maintain",
        description = {
            "Puts small files together, writes a checkpoint of each table, and deletes files that no version within the"
                    + " retention needs.",
            "Works beside a process that runs the pipeline; that does the same by itself."
        })
final class MaintainCommand implements Callable<Integer> {
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
        for (Maintenance.Result result : Maintenance.now(pipeline, table::means, Clock.systemUTC())) {
            out.println(json ? encode(result) : text(result));
        }
        out.flush();
        return 0;
    }

    private static String text(Maintenance.Result result) {
        return result.table() + ": " + result.compactedFiles() + " files put together (" + result.compactedRows()
                + " rows), " + result.deletedFiles() + " files deleted (" + result.deletedBytes() + " bytes)";
    }

    private static String encode(Maintenance.Result result) throws JsonProcessingException {
        return JSON.writeValueAsString(JSON.createObjectNode()
                .put("table", result.table().toString())
                .put("compacted_files", result.compactedFiles())
                .put("compacted_rows", result.compactedRows())
                .put("deleted_files", result.deletedFiles())
                .put("deleted_bytes", result.deletedBytes()));
    }
}
