package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.ConnectionConfig;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.ReplicationSlot;
import dev.headgate.gateway.source.ReplicationSlots;
import dev.headgate.gateway.source.ServerConnections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one server of the configuration.
 *
 * @param through one of the sources of that server: slots belong to the whole server, so any of them sees all
 * @param owners name of the configured source of each slot that has one
 */
record ServerSlots(SourceConfig through, List<ReplicationSlot> slots, Map<String, String> owners) {
    /** Asks each server that the sources name, once. */
    static List<ServerSlots> ask(GatewayConfig config) {
        Map<String, SourceConfig> servers = new LinkedHashMap<>();
        config.sources().values().forEach(source -> servers.putIfAbsent(address(source.connection()), source));
        return servers.values().stream().map(source -> ask(config, source)).toList();
    }

    private static ServerSlots ask(GatewayConfig config, SourceConfig through) {
        try (ControlSession control = new ControlSession(through, new ServerConnections(through))) {
            Map<String, String> owners = new LinkedHashMap<>();
            config.sources().values().stream()
                    .filter(source -> address(source.connection()).equals(address(through.connection())))
                    .forEach(source -> owners.put(source.slot(), source.name()));
            return new ServerSlots(through, new ReplicationSlots(control).all(), owners);
        }
    }

    static String address(ConnectionConfig connection) {
        return (connection.unixSocket() == null ? connection.host() : connection.unixSocket()) + ":"
                + connection.port();
    }

    /** As people call the server. */
    String server() {
        return address(through.connection());
    }

    @Nullable
    ReplicationSlot named(String name) {
        return slots.stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Nobody reads it, and no source of the configuration names it. */
    boolean isOrphan(ReplicationSlot slot) {
        return slot.isAbandoned() && !owners.containsKey(slot.name());
    }
}
