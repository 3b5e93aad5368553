package dev.headgate.gateway.preflight;

import dev.headgate.gateway.source.ReplicationSlot;
import java.util.ArrayList;
import java.util.List;

/** Whether there is a slot, a WAL sender and connections left for this source. */
final class CapacityCheck implements ServerCheck {
    private static final int ROOM = 10;
    /** The stream, the control connection of the reader and that of the observer. */
    private static final int CONNECTIONS_PER_SOURCE = 3;

    @Override
    public List<Finding> ask(Server server) {
        ReplicationSlot own = server.ownSlot();
        List<Finding> findings = new ArrayList<>();
        findings.add(places(
                server,
                "max_replication_slots",
                server.slots().size(),
                own != null,
                "There is no slot left for this source: " + names(server.slots()) + "."));
        long senders = Long.parseLong(server.value("SELECT count(*) FROM pg_stat_replication"));
        findings.add(places(
                server,
                "max_wal_senders",
                senders,
                own != null && own.active(),
                "There is no WAL sender left to stream to this source."));
        findings.add(connections(server));
        return findings;
    }

    private static Finding places(Server server, String parameter, long used, boolean ownCounted, String why) {
        long places = server.known(parameter).number();
        String value = used + " of " + places + " in use";
        if (ownCounted || used < places) {
            return Finding.ok(parameter, value);
        }
        return Finding.fail(
                parameter,
                value,
                why,
                server.platform().setAtRestart(parameter, Long.toString(Math.max(ROOM, used + ROOM / 2))));
    }

    private static String names(List<ReplicationSlot> slots) {
        return slots.isEmpty()
                ? "the server has none"
                : "in use by "
                        + String.join(
                                ", ", slots.stream().map(ReplicationSlot::name).toList());
    }

    private static Finding connections(Server server) {
        long limit = Long.parseLong(server.value("SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user"));
        if (limit >= 0 && limit < CONNECTIONS_PER_SOURCE) {
            return Finding.fail(
                    "connections",
                    "the role may have " + limit,
                    "A source needs " + CONNECTIONS_PER_SOURCE + " connections, and more while it copies tables.",
                    List.of(Remedy.sql("ALTER ROLE " + server.role() + " CONNECTION LIMIT 8;")));
        }
        long max = server.known("max_connections").number()
                - server.known("superuser_reserved_connections").number();
        long used = Long.parseLong(server.value("SELECT coalesce(sum(numbackends), 0) FROM pg_stat_database"));
        String value = used + " of " + max + " in use";
        if (max - used >= CONNECTIONS_PER_SOURCE) {
            return Finding.ok("connections", value);
        }
        return Finding.warn(
                "connections",
                value,
                "A source needs " + CONNECTIONS_PER_SOURCE + " connections; the gateway waits until there are some.",
                server.platform().setAtRestart("max_connections", Long.toString(max + ROOM)));
    }
}
