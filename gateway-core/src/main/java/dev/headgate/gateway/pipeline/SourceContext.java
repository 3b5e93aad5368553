package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.metrics.SourceMetrics;
import dev.headgate.gateway.status.SourceState;
import java.util.Map;

/**
 * What belongs to one source for as long as the process runs, over all its sessions.
 *
 * @param schedule when its tables are read again, if it streams none
 * @param facts what every failure of the source carries
 */
public record SourceContext(
        SourceConfig config,
        SourceMetrics metrics,
        SourceProgress progress,
        StreamControl control,
        SnapshotSchedule schedule,
        Map<String, String> facts) {
    /** Tells progress and metrics what the source is doing. */
    public void state(SourceState state) {
        progress.state(state);
        metrics.state(state);
    }
}
