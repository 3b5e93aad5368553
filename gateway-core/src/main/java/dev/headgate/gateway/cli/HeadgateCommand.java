package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.daemon.GatewayRunner;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.log.LogSetup;
import dev.headgate.gateway.status.GatewayVersion;
import dev.headgate.yaml.ConfigProblem;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code headgate} and what all of its subcommands share: help, {@code --verbose}, failures, exit codes. */
@Command(
        name = "headgate",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = HeadgateCommand.Version.class,
        description = "Stages PostgreSQL changes as Parquet, exactly once.",
        subcommands = {HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Exit codes and errors: docs/errors.md. Configuration: docs/configuration.md."})
public final class HeadgateCommand implements Callable<Integer> {
    private static final String QUICKSTART_PROPERTY = "headgate.quickstart";

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Log details and show stack traces of failures.")
    private boolean verbose;

    private HeadgateCommand() {}

    /**
     * Runs one command.
     *
     * @return the exit code; the failure, if any, has been printed to standard error
     */
    public static int execute(GatewayRunner daemon, String... arguments) {
        return commandLine(daemon, new Terminal()).execute(arguments);
    }

    private static CommandLine ofTables(String description) {
        CommandLine command = new CommandLine(new TableCommand());
        command.getCommandSpec().usageMessage().description(description);
        return command;
    }

    static CommandLine commandLine(GatewayRunner daemon, Terminal terminal) {
        HeadgateCommand top = new HeadgateCommand();
        CommandLine commandLine = new CommandLine(top)
                .addSubcommand(new InitCommand(terminal))
                .addSubcommand(new ImportLakeflowCommand())
                .addSubcommand(new DiscoverCommand())
                .addSubcommand(new ValidateCommand())
                .addSubcommand(new CheckCommand())
                .addSubcommand(new SqlCommand())
                .addSubcommand(new RunCommand(daemon, terminal))
                .addSubcommand(new StatusCommand(terminal))
                .addSubcommand(new SlotsCommand())
                .addSubcommand(new DropSlotCommand(terminal))
                .addSubcommand(new InspectCommand())
                .addSubcommand(
                        "refresh", ofTables("Reads tables of a running gateway again, as their next generation."))
                .addSubcommand(
                        "pause",
                        ofTables(
                                "Leaves the changes of tables out from now on. The way back is resume, which reads them."))
                .addSubcommand("resume", ofTables("Ends a pause: reads the tables again, and goes on."))
                .addSubcommand(new AcceptLineageCommand(daemon, terminal))
                .addSubcommand(new RemoveCommand(daemon, terminal))
                .addSubcommand(new SupportBundleCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new ManCommand())
                .addSubcommand(new VersionCommand());
        if (Boolean.getBoolean(QUICKSTART_PROPERTY)) {
            commandLine.addSubcommand(new QuickstartCommand());
        }
        commandLine.setExecutionStrategy(parsed -> {
            LogSetup.forCommand(top.verbose);
            return new CommandLine.RunLast().execute(parsed);
        });
        commandLine.setParameterExceptionHandler(HeadgateCommand::misused);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command, top.verbose));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
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
        return ErrorCode.USAGE.exitCode();
    }

    private static int failed(Exception failure, CommandLine command, boolean verbose) {
        PrintWriter err = command.getErr();
        int exitCode;
        if (failure instanceof ConfigException config) {
            config.problems().stream().map(ConfigProblem::toString).forEach(err::println);
            exitCode = ErrorCode.CONFIG_INVALID.exitCode();
        } else {
            GatewayException known = CommandFailure.of(failure);
            err.println(known.report());
            exitCode = known.code().exitCode();
        }
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return exitCode;
    }

    /** The text of {@code --version}. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"headgate " + GatewayVersion.current()};
        }
    }
}
