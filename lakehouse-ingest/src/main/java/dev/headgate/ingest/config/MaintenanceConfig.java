package dev.headgate.ingest.config;

import java.time.Duration;

/**
 * How tables are kept in shape.
 *
 * @param compact whether small files are put together
 * @param vacuum whether files are deleted that no version needs any more
 * @param interval how often that is looked for
 * @param retention how long a file stays that was taken out of a table
 */
public record MaintenanceConfig(boolean compact, boolean vacuum, Duration interval, Duration retention) {
    public static final MaintenanceConfig DEFAULT =
            new MaintenanceConfig(true, true, Duration.ofDays(1), Duration.ofDays(7));
}
