package dev.headgate.gateway.preflight;

import java.util.ArrayList;
import java.util.List;

/** Timeouts of the server that end what the gateway needs, or that fail to end what is dead. */
final class TimeoutsCheck implements ServerCheck {
    private static final String SENDER = "wal_sender_timeout";
    private static final String ADVISED_SENDER_MILLIS = "60000";
    /** How many status messages may get lost before the server gives the connection up. */
    private static final int MISSED_STATUS = 3;
    /**
     * Of a session; each ends what may rightly take long. The gateway switches off for itself what every server version
     * knows, {@code statement_timeout} and {@code idle_in_transaction_session_timeout}.
     */
    private static final List<String> OF_SESSIONS = List.of("idle_session_timeout", "transaction_timeout");

    @Override
    public List<Finding> ask(Server server) {
        List<Finding> findings = new ArrayList<>();
        findings.add(sender(server));
        List<Server.Parameter> set = OF_SESSIONS.stream()
                .map(server::parameter)
                .filter(parameter -> parameter != null && parameter.number() != 0)
                .toList();
        if (set.isEmpty()) {
            findings.add(Finding.ok("session_timeouts", "none"));
        }
        for (Server.Parameter parameter : set) {
            findings.add(Finding.warn(
                    "session_timeouts",
                    parameter.name() + " = " + parameter.value(),
                    "Creating a slot waits for open transactions, and connections of the gateway are idle for long; the"
                            + " server would end both.",
                    List.of(Remedy.sql("ALTER ROLE " + server.role() + " SET " + parameter.name() + " = 0;"))));
        }
        return findings;
    }

    private static Finding sender(Server server) {
        Server.Parameter timeout = server.known(SENDER);
        long statusMillis = server.source().statusInterval().toMillis();
        if (timeout.number() == 0) {
            return Finding.warn(
                    SENDER,
                    "off",
                    "When the gateway's machine dies, the server holds the slot for the dead connection, and no other"
                            + " gateway can take over.",
                    server.set(timeout, ADVISED_SENDER_MILLIS));
        }
        if (timeout.number() < MISSED_STATUS * statusMillis) {
            return Finding.fail(
                    SENDER,
                    timeout.value(),
                    "The gateway sends its status every " + statusMillis + " ms; the server would cut the stream again"
                            + " and again.",
                    server.set(timeout, ADVISED_SENDER_MILLIS));
        }
        return Finding.ok(SENDER, timeout.value());
    }
}
