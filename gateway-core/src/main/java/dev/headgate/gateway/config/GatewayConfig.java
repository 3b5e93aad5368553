package dev.headgate.gateway.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A valid configuration.
 *
 * @param version of the format: 1
 * @param connections by name, in the order of the file
 * @param sources by name, in the order of the file; at least one
 * @param notifications by name, in the order of the file
 */
public record GatewayConfig(
        int version,
        Map<String, ConnectionConfig> connections,
        Map<String, SourceConfig> sources,
        StagingConfig staging,
        AdminConfig admin,
        LoggingConfig logging,
        MemoryConfig memory,
        Map<String, NotificationConfig> notifications) {
    public GatewayConfig {
        connections = Collections.unmodifiableMap(new LinkedHashMap<>(connections));
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        notifications = Collections.unmodifiableMap(new LinkedHashMap<>(notifications));
    }
}
