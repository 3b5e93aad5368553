package dev.headgate.gateway.source;

import org.jspecify.annotations.Nullable;

/**
 * One of the server's replication slots, whoever it belongs to.
 *
 * @param type {@code logical} or {@code physical}
 * @param database of a logical slot; null for a physical one
 * @param activePid process that streams from it; null when nobody does
 * @param synced a standby's copy of a slot of the primary, which the server keeps up to date itself
 * @param retainedBytes WAL that the server keeps for it; null when it keeps none
 * @param walStatus reserved, extended, unreserved or lost; null when unknown
 * @param safeWalBytes bytes that can be written before the slot is in danger; null when unlimited
 * @param inactiveSince when it was left, as the server writes it; null while active, or before PostgreSQL 17
 * @param catalogXminAge transactions since the oldest one for which it holds back VACUUM; null when it holds none
 */
public record ReplicationSlot(
        String name,
        String type,
        @Nullable String plugin,
        @Nullable String database,
        boolean temporary,
        @Nullable Integer activePid,
        boolean failover,
        boolean synced,
        @Nullable Long retainedBytes,
        @Nullable String walStatus,
        @Nullable Long safeWalBytes,
        @Nullable String inactiveSince,
        @Nullable Long catalogXminAge) {
    /** Whether a connection streams from it now. */
    public boolean active() {
        return activePid != null;
    }

    /** Whether nobody reads it and nothing ends it by itself: it keeps WAL until somebody drops it. */
    public boolean isAbandoned() {
        return !active() && !temporary && !synced;
    }
}
