package dev.headgate.ingest.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.pipeline.PipelineStatus;
import dev.headgate.ingest.pipeline.TableFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate ingest status}: how far a pipeline is, and its tables. */
@Command(
        name = "status",
        description = {
            "Shows how far a pipeline is with each source, and its tables.",
            "Reads the files of staging area and target: it works whether or not the pipeline runs."
        })
final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new JsonMapper();

    @Mixin
    private PipelineOption option = new PipelineOption();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PipelineConfig pipeline = option.load();
        PipelineStatus status = PipelineStatus.read(pipeline, option.staging());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writeValueAsString(encode(pipeline, status)));
        } else {
            print(out, status);
        }
        out.flush();
        return 0;
    }

    private static ObjectNode encode(PipelineConfig pipeline, PipelineStatus status) {
        ObjectNode root =
                JSON.createObjectNode().put("pipeline", pipeline.name()).put("paused", status.paused());
        ArrayNode sources = root.putArray("sources");
        for (PipelineStatus.Source source : status.sources()) {
            ArrayNode tables = sources.addObject()
                    .put("source", source.source())
                    .put("applied_entry", source.appliedEntry())
                    .put("newest_entry", source.newestEntry())
                    .putArray("tables");
            for (PipelineStatus.Table table : source.tables()) {
                ObjectNode node = tables.addObject();
                node.put("table", table.name())
                        .put("directory", table.directory().toString())
                        .put("version", table.version())
                        .put("rows", table.rows())
                        .put("files", table.files())
                        .put("state", table.state())
                        .put("stands_at", table.standsAt());
                node.set("failure", failure(table));
            }
        }
        return root;
    }

    private static @Nullable ObjectNode failure(PipelineStatus.Table table) {
        TableFailure failure = table.failure();
        return failure == null
                ? null
                : JSON.createObjectNode()
                        .put("code", failure.code().id())
                        .put("name", failure.code().name())
                        .put("what", failure.what())
                        .put("remedy", failure.remedy())
                        .put("at", failure.at().toString())
                        .put("attempts", table.attempts())
                        .put("next_attempt", text(table.nextAttempt()));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static void print(PrintWriter out, PipelineStatus status) {
        if (status.paused()) {
            out.println("The pipeline is paused; see: headgate ingest resume --help");
        }
        for (PipelineStatus.Source source : status.sources()) {
            out.println(source.source() + ": entry " + source.appliedEntry() + " of " + source.newestEntry());
            for (PipelineStatus.Table table : source.tables()) {
                String content = table.version() == null
                        ? "no table yet"
                        : "version " + table.version() + ", " + table.rows() + " rows in " + table.files() + " files";
                String at = table.standsAt() == null ? "" : " at entry " + table.standsAt();
                out.println(
                        "  " + table.name() + "  " + table.state() + at + "  " + content + "  " + table.directory());
                TableFailure failure = table.failure();
                if (failure != null) {
                    print(out, table, failure);
                }
            }
        }
    }

    private static void print(PrintWriter out, PipelineStatus.Table table, TableFailure failure) {
        out.println("    " + failure.code().id() + " " + failure.code() + ": " + failure.what());
        out.println("    what to do: " + failure.remedy());
        out.println("    failed " + table.attempts() + (table.attempts() == 1 ? " time" : " times") + ", last at "
                + failure.at() + "; "
                + (table.nextAttempt() == null
                        ? "not tried again by itself"
                        : "tried again at " + table.nextAttempt()));
    }
}
