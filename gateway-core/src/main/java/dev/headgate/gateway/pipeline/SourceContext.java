package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.metrics.SourceMetrics;
import java.util.Map;

/**
 * What belongs to one source for as long as the process runs, over all its sessions.
 *
 * @param facts what every failure of the source carries
 */
public record SourceContext(
        SourceConfig config,
        SourceMetrics metrics,
        SourceProgress progress,
        StreamControl control,
        Map<String, String> facts) {}
