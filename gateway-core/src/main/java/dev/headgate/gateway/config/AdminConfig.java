package dev.headgate.gateway.config;

import java.util.List;

/**
 * The HTTP endpoint for probes, metrics and status.
 *
 * @param enabled false: no port is opened
 * @param host address to listen on; {@code 127.0.0.1} by default
 * @param port 0 lets the system choose one
 * @param allowedHosts names, besides {@code host}, {@code localhost} and plain addresses, by which requests may call the
 *     server; others are refused, so that a web page cannot reach it through a name of its own (DNS rebinding)
 */
public record AdminConfig(boolean enabled, String host, int port, List<String> allowedHosts) {
    public static final AdminConfig DEFAULT = new AdminConfig(true, "127.0.0.1", 8480, List.of());

    public AdminConfig {
        allowedHosts = List.copyOf(allowedHosts);
    }
}
