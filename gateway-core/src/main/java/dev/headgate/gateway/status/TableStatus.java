package dev.headgate.gateway.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Totals of one table, counted over the commit log.
 *
 * @param name the source's table, {@code schema.table}
 * @param destination {@code catalog.schema.table}
 * @param inserts rows inserted; the new half of a key change counts here
 * @param updates rows updated in place
 * @param deletes rows deleted; the old half of a key change counts here
 * @param truncates truncations
 * @param files data files published
 * @param bytes their size
 * @param lastChangeAt commit time of the newest change; null before the first
 */
public record TableStatus(
        String name,
        String destination,
        long inserts,
        long updates,
        long deletes,
        long truncates,
        long files,
        long bytes,
        @Nullable Instant lastChangeAt) {}
