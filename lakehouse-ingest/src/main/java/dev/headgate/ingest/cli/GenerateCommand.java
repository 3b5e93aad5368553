package dev.headgate.ingest.cli;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.generate.Engine;
import dev.headgate.ingest.generate.GeneratedCode;
import dev.headgate.ingest.pipeline.StagedTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate generate}: code that makes tables of the staged files elsewhere. */
@Command(
        name = "generate",
        description = {
            "Prints code that makes tables of a pipeline's staged files in another engine: duckdb, spark, databricks,"
                    + " snowflake or bigquery.",
            "What of it was run, and which tables it refuses, stands in its comments. Reads the log and the staged files only."
        })
final class GenerateCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "ENGINE",
            description = "One of ${COMPLETION-CANDIDATES}, in small letters too.")
    private Engine engine = Engine.DUCKDB;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PIPELINE",
            description = "Name of a pipeline; not needed when there is one.")
    private String name = "";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = PipelineOption.DEFAULT,
            description = "Configuration file. Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of(PipelineOption.DEFAULT);

    @Option(
            names = "--root",
            paramLabel = "URL",
            description =
                    "Where the engine finds the staging root, as in s3://bucket/staging. Default: the local directory.")
    private @Nullable String root;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PipelineOption option = new PipelineOption(file, name);
        PipelineConfig pipeline = option.load();
        String url = root == null ? option.staging().toString() : root.replaceFirst("/+$", "");
        PrintWriter out = spec.commandLine().getOut();
        out.print(GeneratedCode.of(engine, pipeline.name(), StagedTables.read(pipeline, option.staging()), url));
        out.flush();
        return 0;
    }
}
