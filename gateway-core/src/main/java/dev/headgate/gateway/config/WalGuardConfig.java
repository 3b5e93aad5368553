package dev.headgate.gateway.config;

import org.jspecify.annotations.Nullable;

/**
 * How much WAL the server may keep for a slot before somebody is warned, and what the gateway does at the end.
 *
 * @param budget null: only the server's own limit counts, {@code max_slot_wal_keep_size}
 * @param warnPercent share of what may be kept from which on it is a warning
 * @param dangerPercent share from which on it is a danger; above {@code warnPercent}
 */
public record WalGuardConfig(@Nullable DataSize budget, int warnPercent, int dangerPercent, WalAction action) {
    public static final WalGuardConfig DEFAULT = new WalGuardConfig(null, 50, 90, WalAction.PAUSE_SNAPSHOTS);
}
