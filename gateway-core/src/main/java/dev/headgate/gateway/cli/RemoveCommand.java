package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.daemon.GatewayRunner;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate remove}: gives a source up, on the server and on disk. */
@Command(
        name = "remove",
        description = {
            "Gives a source up: drops its slot and the publications that its role owns, and deletes its staged files.",
            "Says what is lost, and asks. Stop the gateway first. Afterwards take the source out of the configuration."
        })
final class RemoveCommand implements Callable<Integer> {
    private final GatewayRunner daemon;
    private final Terminal terminal;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "SOURCE", description = "Name of the source.")
    private String name = "";

    @Option(names = "--keep-staging", description = "Keep the staged files and the commit log.")
    private boolean keepStaging;

    @Mixin
    private Confirmation confirmation = new Confirmation();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    RemoveCommand(GatewayRunner daemon, Terminal terminal) {
        this.daemon = daemon;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        GatewayConfig loaded = config.load();
        SourceConfig source = ConfigOption.source(loaded, name);
        PrintWriter out = spec.commandLine().getOut();
        daemon.describeRemoval(loaded, source, keepStaging).forEach(out::println);
        out.flush();
        confirmation.require(terminal, "source", name, "to remove it", "Nothing was removed");
        daemon.remove(loaded, source, keepStaging).forEach(out::println);
        return 0;
    }
}
