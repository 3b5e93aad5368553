package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.ReplicationSlot;
import dev.headgate.gateway.source.ReplicationSlots;
import dev.headgate.gateway.source.ServerConnections;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate drop-slot}: drops a slot after saying what is lost. */
@Command(
        name = "drop-slot",
        description = {
            "Drops a replication slot, after saying what is lost and asking.",
            "A slot that somebody streams from is not dropped. To give a source up for good: headgate remove."
        })
final class DropSlotCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "SLOT", description = "Name of the slot.")
    private String name = "";

    @Option(
            names = "--source",
            paramLabel = "SOURCE",
            description = "A source of the slot's server, if there are several.")
    private String source = "";

    @Mixin
    private Confirmation confirmation = new Confirmation();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    DropSlotCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        GatewayConfig loaded = config.load();
        ServerSlots server = server(loaded);
        ReplicationSlot slot = Objects.requireNonNull(server.named(name));
        if (slot.active()) {
            throw new GatewayException(
                    ErrorCode.SLOT_ACTIVE,
                    "Process " + slot.activePid() + " of the server streams from slot " + name
                            + "; nothing was dropped",
                    Map.of("slot", name));
        }
        PrintWriter out = spec.commandLine().getOut();
        describe(server, slot, out);
        out.flush();
        confirmation.require(terminal, "slot", name, "to drop it", "Nothing was dropped");
        try (ControlSession control = new ControlSession(server.through(), new ServerConnections(server.through()))) {
            new ReplicationSlots(control).drop(name);
        }
        out.println("Slot " + name + " was dropped; the server removes its WAL at the next checkpoint.");
        return 0;
    }

    private ServerSlots server(GatewayConfig loaded) {
        String address = source.isEmpty() ? "" : address(loaded);
        List<ServerSlots> found = ServerSlots.ask(loaded).stream()
                .filter(server -> source.isEmpty() || server.server().equals(address))
                .filter(server -> server.named(name) != null)
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new GatewayException(
                ErrorCode.USAGE,
                found.isEmpty()
                        ? "No slot " + name + " exists; headgate slots lists them"
                        : "Slot " + name + " exists on "
                                + found.stream().map(ServerSlots::server).collect(Collectors.joining(" and "))
                                + "; name a source with --source",
                Map.of("slot", name));
    }

    private String address(GatewayConfig loaded) {
        return ServerSlots.address(ConfigOption.source(loaded, source).connection());
    }

    private static void describe(ServerSlots server, ReplicationSlot slot, PrintWriter out) {
        Long retained = slot.retainedBytes();
        out.println("Slot " + slot.name() + " on " + server.server() + " (" + slot.type()
                + (slot.database() == null ? "" : ", database " + slot.database()) + ") keeps "
                + (retained == null ? "no WAL" : Text.bytes(retained) + " of WAL")
                + (slot.inactiveSince() == null ? "." : "; nobody has read it since " + slot.inactiveSince() + "."));
        String owner = server.owners().get(slot.name());
        if (owner == null) {
            out.println("No source of the configuration names it. What it has not delivered is lost to its reader.");
        } else {
            out.println(
                    "It is the slot of source " + owner + ": changes that are not staged yet are lost, and the source"
                            + " halts with HG-3002 until: headgate accept-lineage " + owner);
        }
    }
}
