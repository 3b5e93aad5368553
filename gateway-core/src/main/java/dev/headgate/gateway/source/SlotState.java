package dev.headgate.gateway.source;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code pg_replication_slots}.
 *
 * @param plugin output plug-in; null for a physical slot
 * @param database database of a logical slot
 * @param twoPhase prepared transactions are decoded at PREPARE
 * @param confirmedFlushLsn unsigned; 0 when the server has none
 * @param restartLsn unsigned; 0 when the server removed the WAL
 * @param walStatus reserved, extended, unreserved or lost; null when unknown
 * @param safeWalBytes bytes that can be written before the slot is in danger; null when unlimited
 * @param invalidation why the server gave the slot up; null when it did not
 */
public record SlotState(
        String name,
        @Nullable String plugin,
        @Nullable String database,
        boolean active,
        boolean twoPhase,
        long confirmedFlushLsn,
        long restartLsn,
        @Nullable String walStatus,
        @Nullable Long safeWalBytes,
        @Nullable String invalidation) {
    /** True when the server has removed WAL that the slot needs. */
    public boolean isLost() {
        return "lost".equals(walStatus) || invalidation != null || restartLsn == 0;
    }
}
