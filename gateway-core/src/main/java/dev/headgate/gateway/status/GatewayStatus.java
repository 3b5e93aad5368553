package dev.headgate.gateway.status;

import java.time.Instant;
import java.util.List;

/**
 * The whole gateway at one moment.
 *
 * @param version the gateway's version
 * @param startedAt when the process started
 * @param sources in the order of the configuration
 */
public record GatewayStatus(String version, Instant startedAt, List<SourceStatus> sources) {
    public GatewayStatus {
        sources = List.copyOf(sources);
    }
}
