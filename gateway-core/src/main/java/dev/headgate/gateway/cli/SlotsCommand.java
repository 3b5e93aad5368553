package dev.headgate.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.source.ReplicationSlot;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate slots}: every replication slot of the configured servers, and who owns it. */
@Command(
        name = "slots",
        description = {
            "Lists the replication slots of the configured servers: owner, state, WAL that they keep.",
            "An orphan is a slot that nobody reads and no source of the configuration names."
        })
final class SlotsCommand implements Callable<Integer> {
    private static final List<String> HEADER = List.of(
            "SERVER", "SLOT", "SOURCE", "TYPE", "DATABASE", "ACTIVE", "WAL STATUS", "RETAINED", "SAFE", "XMIN AGE");

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--orphans", description = "List orphans only.")
    private boolean orphans;

    @Option(names = "--json", description = "Print one JSON array.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    private record Listed(ServerSlots server, ReplicationSlot slot) {}

    @Override
    public Integer call() throws ConfigException, JsonProcessingException {
        List<Listed> listed = ServerSlots.ask(config.load()).stream()
                .flatMap(server -> server.slots().stream().map(slot -> new Listed(server, slot)))
                .filter(each -> !orphans || each.server().isOrphan(each.slot()))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(listed.stream().map(SlotsCommand::fields).toList()));
        } else if (listed.isEmpty()) {
            out.println(orphans ? "No orphans." : "No slots.");
        } else {
            Text.table(HEADER, listed.stream().map(SlotsCommand::row).toList()).forEach(out::println);
        }
        return 0;
    }

    private static List<String> row(Listed listed) {
        ReplicationSlot slot = listed.slot();
        return List.of(
                listed.server().server(),
                slot.name(),
                owner(listed),
                slot.type(),
                slot.database() == null ? "-" : slot.database(),
                slot.active() ? "yes" : "no",
                slot.walStatus() == null ? "-" : slot.walStatus(),
                bytes(slot.retainedBytes()),
                slot.safeWalBytes() == null ? "no limit" : bytes(slot.safeWalBytes()),
                slot.catalogXminAge() == null ? "-" : slot.catalogXminAge().toString());
    }

    private static String owner(Listed listed) {
        String source = listed.server().owners().get(listed.slot().name());
        if (source != null) {
            return source;
        }
        return listed.server().isOrphan(listed.slot()) ? "(orphan)" : "-";
    }

    private static String bytes(@Nullable Long bytes) {
        return bytes == null ? "-" : Text.bytes(bytes);
    }

    private static Map<String, Object> fields(Listed listed) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("server", listed.server().server());
        fields.put("source", listed.server().owners().get(listed.slot().name()));
        fields.put("orphan", listed.server().isOrphan(listed.slot()));
        fields.put("slot", listed.slot());
        return fields;
    }
}
