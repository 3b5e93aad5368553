package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.config.ConfigFile;
import dev.headgate.gateway.daemon.GatewayRunner;
import dev.headgate.gateway.daemon.RunOptions;
import dev.headgate.gateway.log.LogSetup;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code headgate run}: the gateway itself, in the foreground. */
@Command(
        name = "run",
        description = {
            "Runs the gateway in the foreground; logs go to standard output.",
            "SIGTERM and Ctrl-C make everything received durable, acknowledge it and end with exit code 0.",
            "SIGHUP reads the configuration again, and the log says what is in force and what needs a restart.",
            "On a terminal it ends the run instead."
        })
final class RunCommand implements Callable<Integer> {
    private final GatewayRunner daemon;
    private final Terminal terminal;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--until-lsn",
            paramLabel = "LSN",
            converter = LsnConverter.class,
            description = "Stop when every source is durable up to this LSN, for example 16/B374D848.")
    private @Nullable Long untilLsn;

    @Option(
            names = "--until-caught-up",
            description = "Stop when every source is durable up to the end that its server's WAL had at the start.")
    private boolean untilCaughtUp;

    @Option(names = "--fail-fast", description = "End at the first error of any source, with its exit code.")
    private boolean failFast;

    @Option(
            names = "--wait",
            description = "Be a standby: wait while another gateway holds the slot or the lock, and take over.")
    private boolean standby;

    RunCommand(GatewayRunner daemon, Terminal terminal) {
        this.daemon = daemon;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigException {
        ConfigFile file = config.read();
        boolean interactive = terminal.isInteractive();
        LogSetup.forDaemon(file.config().logging(), interactive);
        return daemon.run(file, new RunOptions(untilLsn, untilCaughtUp, failFast, standby), !interactive);
    }

    /** Reads an LSN in PostgreSQL's form. */
    static final class LsnConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            if (!text.matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")) {
                throw new TypeConversionException("'" + text + "' is not an LSN; write it as in 16/B374D848");
            }
            int slash = text.indexOf('/');
            return Long.parseLong(text, 0, slash, 16) << 32 | Long.parseLong(text, slash + 1, text.length(), 16);
        }
    }
}
