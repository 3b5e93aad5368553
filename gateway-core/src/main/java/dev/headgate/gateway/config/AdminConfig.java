package dev.headgate.gateway.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP endpoint for probes, metrics, status and commands.
 *
 * @param enabled false: no port is opened
 * @param host address to listen on; {@code 127.0.0.1} by default
 * @param port 0 lets the system choose one
 * @param allowedHosts names, besides {@code host}, {@code localhost} and plain addresses, by which requests may call the
 *     server; others are refused, so that a web page cannot reach it through a name of its own (DNS rebinding)
 * @param token what a request that changes something has to bear; null: nothing can be changed over HTTP
 * @param tls null: plain HTTP
 */
public record AdminConfig(
        boolean enabled,
        String host,
        int port,
        List<String> allowedHosts,
        @Nullable Secret token,
        @Nullable AdminTls tls) {
    /** Characters that a token has at least. */
    public static final int MIN_TOKEN_LENGTH = 16;

    public static final AdminConfig DEFAULT = new AdminConfig(true, "127.0.0.1", 8480, List.of());

    public AdminConfig {
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** Read-only, over plain HTTP. */
    public AdminConfig(boolean enabled, String host, int port, List<String> allowedHosts) {
        this(enabled, host, port, allowedHosts, null, null);
    }
}
