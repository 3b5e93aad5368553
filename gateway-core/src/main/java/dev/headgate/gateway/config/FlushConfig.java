package dev.headgate.gateway.config;

import java.time.Duration;

/**
 * When received changes become durable.
 *
 * @param maxAge of the oldest change that is not durable
 * @param maxBytes of buffered rows of one source
 * @param walBudget WAL that may pass before tables with few rows are flushed too
 * @param smallTableFiles how many tables with few rows one flush writes at most, unless the WAL budget is spent
 */
public record FlushConfig(Duration maxAge, DataSize maxBytes, DataSize walBudget, int smallTableFiles) {
    public static final FlushConfig DEFAULT =
            new FlushConfig(Duration.ofSeconds(10), DataSize.mebibytes(128), DataSize.mebibytes(256), 64);
}
