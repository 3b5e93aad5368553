package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.daemon.GatewayRunner;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.Lineage;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.store.StagingStore;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate accept-lineage}: the operator's decision that a gap is a gap. */
@Command(
        name = "accept-lineage",
        description = {
            "Accepts that changes of a source are lost, and starts a new epoch with a new slot.",
            "For a source that halted because its slot, its publication or its server is not the one that was staged."
                    + " What is staged stays. Stop the gateway first."
        })
final class AcceptLineageCommand implements Callable<Integer> {
    private final GatewayRunner daemon;
    private final Terminal terminal;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "SOURCE", description = "Name of the source.")
    private String name = "";

    @Mixin
    private Confirmation confirmation = new Confirmation();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    AcceptLineageCommand(GatewayRunner daemon, Terminal terminal) {
        this.daemon = daemon;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        GatewayConfig loaded = config.load();
        SourceConfig source = ConfigOption.source(loaded, name);
        PrintWriter out = spec.commandLine().getOut();
        describe(loaded, source, out);
        out.flush();
        confirmation.require(terminal, "source", name, "to go on", "Nothing was changed");
        daemon.acceptLineage(loaded, source).forEach(out::println);
        return 0;
    }

    private static void describe(GatewayConfig config, SourceConfig source, PrintWriter out) throws Exception {
        try (StagingStore store = StagingRoot.open(config.staging())) {
            LogState state = CommitLog.open(store, source.name()).state();
            Lineage lineage = state.lineage();
            if (lineage == null) {
                out.println("Source " + source.name() + " has staged nothing yet.");
                return;
            }
            out.println("Source " + source.name() + " is staged up to " + Text.lsn(state.throughLsn()) + " (entry "
                    + state.lastEntry() + ", epoch " + state.epoch() + ") of cluster " + lineage.systemId()
                    + ", timeline " + lineage.timeline() + ".");
            out.println("Changes between there and the new slot are lost to the staged files.");
        }
    }
}
