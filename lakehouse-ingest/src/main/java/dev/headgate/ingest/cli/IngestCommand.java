package dev.headgate.ingest.cli;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code headgate ingest} and what its subcommands share: help, {@code --verbose}, failures, exit codes. */
@Command(
        name = "headgate ingest",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        description = "Applies staged changes to Delta tables, exactly once.",
        subcommands = {
            HelpCommand.class,
            RunCommand.class,
            StatusCommand.class,
            HistoryCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            FullRefreshCommand.class,
            MaintainCommand.class,
            GenerateCommand.class,
            ValidateCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Configuration, tables and errors: docs/lakehouse.md."})
public final class IngestCommand implements Callable<Integer> {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show stack traces of failures.")
    private boolean verbose;

    private IngestCommand() {}

    /**
     * Runs one command.
     *
     * @return the exit code; the failure, if any, has been printed to standard error
     */
    public static int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        IngestCommand top = new IngestCommand();
        CommandLine commandLine = new CommandLine(top);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler(IngestCommand::misused);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, top.verbose));
        return commandLine;
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(new CommandLine(this), "Missing command");
    }

    private static int misused(CommandLine.ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(failure.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return IngestErrorCode.USAGE.exitCode();
    }

    private static int failed(Exception failure, CommandLine command, boolean verbose) {
        IngestException known = known(failure);
        PrintWriter err = command.getErr();
        boolean listed = known.code() == IngestErrorCode.CONFIG_INVALID;
        err.println(listed ? known.what() : known.report());
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return known.code().exitCode();
    }

    private static IngestException known(Exception failure) {
        if (failure instanceof IngestException known) {
            return known;
        }
        if (failure instanceof IOException) {
            return new IngestException(
                    IngestErrorCode.LAKE_IO, "Reading or writing failed: " + failure.getMessage(), Map.of(), failure);
        }
        return new IngestException(
                IngestErrorCode.INTERNAL,
                "Unexpected " + failure.getClass().getSimpleName() + "; --verbose shows where",
                Map.of(),
                failure);
    }
}
