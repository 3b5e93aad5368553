package dev.headgate.gateway.cli;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.lakeflow.LakeflowImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate import-lakeflow}: a configuration made of the definitions of Databricks Lakeflow Connect. */
@Command(
        name = "import-lakeflow",
        description = {
            "Makes a configuration of Databricks Lakeflow Connect's definitions: connection, gateway and ingestion pipeline"
                    + " as JSON, or gateway and pipeline as YAML.",
            "Repairs what pasting from a web page breaks, and says so; says what has no counterpart. Overwrites nothing."
        })
final class ImportLakeflowCommand implements Callable<Integer> {
    @Parameters(arity = "2..3", paramLabel = "FILE", description = "The definitions, in any order.")
    private List<Path> definitions = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = ConfigOption.DEFAULT,
            description = "Configuration to write. Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of(ConfigOption.DEFAULT);

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with the password. Default: the environment variable HEADGATE_PASSWORD.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--staging",
            paramLabel = "DIRECTORY",
            defaultValue = "/var/lib/headgate/staging",
            description = "Where the staged files go. Default: ${DEFAULT-VALUE}.")
    private Path staging = Path.of("");

    @Option(
            names = "--lake",
            paramLabel = "DIRECTORY",
            defaultValue = "/var/lib/headgate/lake",
            description = "Where the Delta tables go. Default: ${DEFAULT-VALUE}.")
    private Path lake = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        NewFile.refuseToOverwrite(output, "--output");
        LakeflowImport imported = imported();
        NewFile.write(output, imported.yaml(), "--output");
        PrintWriter err = spec.commandLine().getErr();
        imported.notes().forEach(note -> err.println("warning: " + Text.printable(note)));
        err.flush();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Wrote " + output + ". Next:");
        out.println("  1. headgate validate --config " + output);
        out.println("  2. headgate check --config " + output);
        out.println("  3. headgate run --config " + output + ", and beside it: headgate ingest run --config " + output);
        out.flush();
        return 0;
    }

    private LakeflowImport imported() throws IOException {
        String password =
                passwordFile == null ? "${HEADGATE_PASSWORD}" : "${file:" + passwordFile.toAbsolutePath() + "}";
        for (Path definition : definitions) {
            if (!Files.isReadable(definition)) {
                throw new GatewayException(
                        ErrorCode.USAGE, "A definition cannot be read", Map.of("file", definition.toString()));
            }
        }
        return LakeflowImport.of(definitions, password, staging, lake);
    }
}
