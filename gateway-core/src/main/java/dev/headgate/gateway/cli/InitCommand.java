package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.EntryName;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.preflight.Platform;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate init}: a configuration to start from, and the SQL that a database administrator runs for it. */
@Command(
        name = "init",
        description = {
            "Writes a commented configuration and the SQL that prepares the server.",
            "Asks for what the options do not say when a person is there to answer. Overwrites nothing."
        })
final class InitCommand implements Callable<Integer> {
    private static final String DEFAULT_STAGING = "/var/lib/headgate/staging";

    private final Terminal terminal;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--sql",
            paramLabel = "FILE",
            defaultValue = "headgate.sql",
            description = "Default: ${DEFAULT-VALUE}.")
    private Path sql = Path.of("headgate.sql");

    @Option(names = "--host", description = "Name or address of the PostgreSQL server.")
    private @Nullable String host;

    @Option(names = "--port", defaultValue = "5432", description = "Default: ${DEFAULT-VALUE}.")
    private int port = 5432;

    @Option(names = "--database", description = "Database to capture.")
    private @Nullable String database;

    @Option(
            names = "--user",
            defaultValue = "headgate",
            description = "Role of the gateway. Default: ${DEFAULT-VALUE}.")
    private String user = "headgate";

    @Option(names = "--source", description = "Name of the source. Default: after the database.")
    private @Nullable String source;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Tables, as in public.*; may be repeated. Default: all.")
    private List<String> include = new ArrayList<>();

    @Option(
            names = "--staging",
            paramLabel = "DIRECTORY",
            description = "Where the staged files go. Default: " + DEFAULT_STAGING + ".")
    private @Nullable Path staging;

    @Option(
            names = "--flavor",
            paramLabel = "PLATFORM",
            defaultValue = "plain",
            converter = PlatformName.class,
            completionCandidates = PlatformNames.class,
            description = "Who runs the server: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Platform platform = Platform.PLAIN;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "File with the password. Default: the environment variable HEADGATE_PASSWORD.")
    private @Nullable Path passwordFile;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        String server = required("--host", host, "Name or address of the PostgreSQL server:");
        String captured = required("--database", database, "Database to capture:");
        String directory = orDefault(
                "--staging",
                staging == null ? null : staging.toString(),
                "Directory for the staged files",
                DEFAULT_STAGING);
        String role = required("--user", user, "");
        String name = source == null ? EntryName.of(captured) : source;
        InitFiles files = new InitFiles(
                name,
                server,
                port,
                captured,
                role,
                include.isEmpty() ? List.of("*.*") : include,
                Path.of(directory).toAbsolutePath().normalize(),
                passwordFile == null ? null : passwordFile.toAbsolutePath(),
                platform);
        NewFile.refuseToOverwrite(config.file(), "--config");
        NewFile.refuseToOverwrite(sql, "--sql");
        NewFile.write(config.file(), files.yaml(), "--config");
        NewFile.write(sql, files.sql(), "--sql");
        PrintWriter out = spec.commandLine().getOut();
        out.println("Wrote " + config.file() + " and " + sql + ". Next:");
        out.println("  1. Have a database administrator read and run " + sql + " in database " + captured + ".");
        out.println("  2. headgate check --config " + config.file());
        out.println("  3. headgate run --config " + config.file());
        return 0;
    }

    /** An empty answer takes the default, and so does nobody to ask. */
    private String orDefault(String option, @Nullable String given, String question, String value) {
        String answer = given == null ? terminal.ask(question + " [" + value + "]:") : given;
        return required(option, answer == null || answer.isEmpty() ? value : answer, "");
    }

    private String required(String option, @Nullable String given, String question) {
        String value = given == null ? terminal.ask(question) : given;
        if (value == null || value.isBlank()) {
            throw new GatewayException(ErrorCode.USAGE, "Missing " + option, Map.of());
        }
        // A line break could end a comment in the SQL file.
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new GatewayException(ErrorCode.USAGE, "Control characters in " + option, Map.of());
        }
        return value;
    }
}
