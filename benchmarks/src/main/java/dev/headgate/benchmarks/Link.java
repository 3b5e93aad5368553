package dev.headgate.benchmarks;

import java.util.Locale;

/** How a contender reaches the server, which is on the same host. */
enum Link {
    TCP,
    UNIX;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The {@code host} of a libpq connection. */
    String host(PostgresServer server) {
        return switch (this) {
            case TCP -> "127.0.0.1";
            case UNIX -> server.socketDirectory().toString();
        };
    }
}
