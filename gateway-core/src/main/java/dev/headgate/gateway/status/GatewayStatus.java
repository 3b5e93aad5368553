package dev.headgate.gateway.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole gateway at one moment.
 *
 * @param version the gateway's version
 * @param startedAt when the process started
 * @param sources in the order of the configuration
 * @param staging null when no gateway runs
 */
public record GatewayStatus(
        String version,
        Instant startedAt,
        List<SourceStatus> sources,
        @Nullable StagingSpace staging) {
    public GatewayStatus {
        sources = List.copyOf(sources);
    }
}
