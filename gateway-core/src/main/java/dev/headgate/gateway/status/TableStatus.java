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
 * @param schemaVersion newest version of the table's shape, from 1; 0 before the first row
 * @param phase where it is in its life
 * @param snapshot how far its copy is; null while none runs
 * @param error why it is errored, or cannot be copied for the time being; null when all is well
 * @param discarded changes left out since the process began: it is paused or errored, or was
 * @param shapeChange how its shape changed last and in which entry that is told, as far as it is known; null for not
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
        @Nullable Instant lastChangeAt,
        int schemaVersion,
        TablePhase phase,
        @Nullable SnapshotProgress snapshot,
        @Nullable SourceError error,
        long discarded,
        @Nullable String shapeChange) {}
