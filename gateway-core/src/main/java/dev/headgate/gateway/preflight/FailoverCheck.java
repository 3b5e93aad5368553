package dev.headgate.gateway.preflight;

import dev.headgate.gateway.source.ReplicationSlot;
import java.util.List;

/** Where a failover slot is asked for: whether the server has such slots, and holds changes back until a standby has them. */
final class FailoverCheck implements ServerCheck {
    private static final String NAME = "failover";
    private static final String WAITED_FOR = "synchronized_standby_slots";
    private static final int SINCE = 17;

    @Override
    public List<Finding> ask(Server server) {
        if (!server.source().failover()) {
            return List.of();
        }
        if (server.majorVersion() < SINCE) {
            return List.of(Finding.fail(
                    NAME,
                    "PostgreSQL " + server.majorVersion() + " has no failover slots",
                    "After a failover the slot is gone, and with it changes; the gateway runs until then.",
                    List.of(Remedy.action("Upgrade to PostgreSQL 17 or later, or take failover out of sources."
                            + server.source().name() + "."))));
        }
        Server.Parameter waited = server.known(WAITED_FOR);
        if (!waited.value().isEmpty()) {
            return List.of(Finding.ok(NAME, WAITED_FOR + " = " + waited.value()));
        }
        List<String> standbys = server.slots().stream()
                .filter(slot -> slot.type().equals("physical"))
                .map(ReplicationSlot::name)
                .toList();
        return List.of(Finding.warn(
                NAME,
                WAITED_FOR + " is empty",
                "The gateway may stage changes that the standby does not have yet; after a failover in that moment it halts"
                        + " with HG-3008.",
                standbys.isEmpty()
                        ? List.of(Remedy.action("Give the standby a physical slot (primary_slot_name), with"
                                + " sync_replication_slots = on and hot_standby_feedback = on, and name it in "
                                + WAITED_FOR + "."))
                        : server.set(waited, String.join(", ", standbys))));
    }
}
