package dev.headgate.gateway.source;

import org.jspecify.annotations.Nullable;

/**
 * What the server tells of a slot besides its position.
 *
 * @param catalogXminAge transactions since the oldest catalog row that the slot keeps from being vacuumed; null when it
 *     keeps none
 * @param inactiveSeconds since nobody streams from it; null while somebody does, and before PostgreSQL 17
 * @param spilledBytes what decoding had to write to the server's disk since its statistics began; 0 before PostgreSQL 14
 */
public record SlotStatistics(
        @Nullable Long catalogXminAge, @Nullable Double inactiveSeconds, long spilledBytes) {}
