package dev.headgate.gateway.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The replication slots of a server: its own and those of others. Used by the thread that owns the control session. */
public final class ReplicationSlots {
    private static final int SINCE_FAILOVER = 17;

    private final ControlSession control;

    /** A view over {@code control}. */
    public ReplicationSlots(ControlSession control) {
        this.control = control;
    }

    /** All slots, by name. */
    public List<ReplicationSlot> all() {
        boolean failover = control.majorVersion() >= SINCE_FAILOVER;
        return control
                .rows("SELECT slot_name, slot_type, plugin, database, temporary, active_pid, "
                        + (failover ? "failover, synced, " : "false, false, ")
                        + "pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                        + " ELSE pg_current_wal_lsn() END, restart_lsn)::bigint, wal_status, safe_wal_size, "
                        + (failover ? "inactive_since" : "NULL") + ", age(catalog_xmin)"
                        + " FROM pg_replication_slots ORDER BY slot_name")
                .stream()
                .map(ReplicationSlots::slot)
                .toList();
    }

    /** The slot of that name, or null. */
    public @Nullable ReplicationSlot named(String name) {
        return all().stream()
                .filter(slot -> slot.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /**
     * Drops a slot. The WAL that it kept is removed at the server's next checkpoint.
     *
     * @throws dev.headgate.gateway.error.GatewayException SLOT_ACTIVE when somebody streams from it; it stays
     */
    public void drop(String name) {
        control.rows("SELECT pg_drop_replication_slot(?)", name);
    }

    private static ReplicationSlot slot(List<@Nullable String> row) {
        String pid = row.get(5);
        return new ReplicationSlot(
                String.valueOf(row.get(0)),
                String.valueOf(row.get(1)),
                row.get(2),
                row.get(3),
                "t".equals(row.get(4)),
                pid == null ? null : Integer.valueOf(pid),
                "t".equals(row.get(6)),
                "t".equals(row.get(7)),
                number(row.get(8)),
                row.get(9),
                number(row.get(10)),
                row.get(11),
                number(row.get(12)));
    }

    private static @Nullable Long number(@Nullable String text) {
        return text == null ? null : Long.valueOf(text);
    }
}
