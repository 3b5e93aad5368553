package dev.headgate.ingest.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.pipeline.History;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate ingest history}: what a pipeline did. */
@Command(
        name = "history",
        description =
                "Shows what a pipeline did: each commit, with rows and duration, newest last; failed tables, too.")
final class HistoryCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new JsonMapper();

    @Mixin
    private PipelineOption option = new PipelineOption();

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many batches. Default: ${DEFAULT-VALUE}.")
    private int last = 20;

    @Option(names = "--json", description = "Print one JSON object for each batch, on a line of its own.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PipelineConfig pipeline = option.load();
        PrintWriter out = spec.commandLine().getOut();
        for (String line : new History(pipeline.target(), pipeline.name()).newest(last)) {
            if (json) {
                out.println(line);
            } else {
                print(out, JSON.readTree(line));
            }
        }
        out.flush();
        return 0;
    }

    private static void print(PrintWriter out, JsonNode batch) {
        for (JsonNode table : batch.path("tables")) {
            out.println(batch.path("at").asText() + "  " + batch.path("source").asText() + " entry "
                    + batch.path("entry").asLong() + "  " + table.path("table").asText() + " version "
                    + table.path("version").asLong() + "  "
                    + table.path("upserted").asLong() + " upserted  "
                    + table.path("deleted").asLong() + " deleted  "
                    + table.path("millis").asLong() + " ms");
        }
        for (JsonNode failure : batch.path("failures")) {
            out.println(batch.path("at").asText() + "  " + batch.path("source").asText() + " entry "
                    + batch.path("entry").asLong() + "  "
                    + failure.path("table").asText() + " failed: "
                    + failure.path("code").asText() + " " + failure.path("name").asText() + ", "
                    + failure.path("what").asText());
        }
    }
}
