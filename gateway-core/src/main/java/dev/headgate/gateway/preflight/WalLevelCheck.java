package dev.headgate.gateway.preflight;

import java.util.List;

/** Whether the WAL holds what decoding needs. */
final class WalLevelCheck implements ServerCheck {
    private static final String NAME = "wal_level";

    @Override
    public List<Finding> ask(Server server) {
        // From PostgreSQL 19 on the level rises by itself with the first logical slot.
        Server.Parameter effective = server.parameter("effective_wal_level");
        Server.Parameter level = server.known(NAME);
        if (level.value().equals("logical")
                || (effective != null && level.value().equals("replica"))) {
            return List.of(Finding.ok(NAME, level.value()));
        }
        return List.of(Finding.fail(
                NAME,
                level.value(),
                "The server writes no logical WAL, so no slot can be created.",
                server.platform().enableLogicalWal()));
    }
}
