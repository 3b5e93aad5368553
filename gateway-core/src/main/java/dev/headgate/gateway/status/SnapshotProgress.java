package dev.headgate.gateway.status;

import org.jspecify.annotations.Nullable;

/**
 * How far the copy of a table is.
 *
 * @param rows copied so far
 * @param share of the table, 0 to 1; null when its size is not known
 * @param rowsPerSecond over the last moments
 * @param secondsLeft estimated; null when not known
 */
public record SnapshotProgress(
        long rows,
        @Nullable Double share,
        double rowsPerSecond,
        @Nullable Long secondsLeft) {}
