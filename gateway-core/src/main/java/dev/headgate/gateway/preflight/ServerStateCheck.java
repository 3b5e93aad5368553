package dev.headgate.gateway.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Smaller traits of the server that decide whether and how well it can be decoded. */
final class ServerStateCheck implements ServerCheck {
    private static final long SMALL_WORK_MEM_KIBIBYTES = 16 * 1024;
    private static final Duration TOLERATED_SKEW = Duration.ofSeconds(2);

    @Override
    public List<Finding> ask(Server server) {
        List<Finding> findings = new ArrayList<>();
        findings.add(primary(server));
        findings.add(encoding(server));
        findings.add(workMemory(server));
        Server.Parameter allowed = server.parameter("output_plugin_libraries");
        if (allowed != null) {
            findings.add(plugin(server, allowed));
        }
        findings.add(clock(server));
        return findings;
    }

    private static Finding primary(Server server) {
        if (server.value("SELECT pg_is_in_recovery()").equals("f")) {
            return Finding.ok("primary", "yes");
        }
        List<Remedy> remedies = List.of(
                Remedy.action("Set connections." + server.source().connection().name() + ".host to the primary."));
        return Finding.fail(
                "primary",
                "this is a standby",
                "The gateway does not read from a standby: snapshots that one exports were seen to lack rows.",
                remedies);
    }

    private static Finding encoding(Server server) {
        String encoding = server.known("server_encoding").value();
        if (!encoding.equals("SQL_ASCII")) {
            return Finding.ok("encoding", encoding);
        }
        return Finding.warn(
                "encoding",
                encoding,
                "The server does not know what its bytes mean; text that is not UTF-8 cannot be staged as text.",
                List.of(Remedy.action("Dump the database and restore it into one with encoding UTF8.")));
    }

    private static Finding workMemory(Server server) {
        Server.Parameter memory = server.known("logical_decoding_work_mem");
        if (memory.number() >= SMALL_WORK_MEM_KIBIBYTES) {
            return Finding.ok(memory.name(), memory.value());
        }
        return Finding.warn(
                memory.name(),
                memory.value(),
                "Transactions with more changes than this are written to the server's disk before they are sent.",
                server.set(memory, "65536"));
    }

    private static Finding plugin(Server server, Server.Parameter allowed) {
        boolean listed = List.of(allowed.value().split("[\\s,\"]+")).contains("pgoutput");
        if (listed) {
            return Finding.ok(allowed.name(), allowed.value());
        }
        return Finding.fail(
                allowed.name(),
                allowed.value().isEmpty() ? "empty" : allowed.value(),
                "The server loads no output plug-in that is not in this list, and pgoutput is not.",
                server.platform()
                        .setAtReload(
                                allowed.name(),
                                allowed.value().isEmpty() ? "pgoutput" : allowed.value() + ", pgoutput"));
    }

    /** Compared with the middle of the question's round trip. */
    private static Finding clock(Server server) {
        Instant asked = server.clock().instant();
        Instant told = Instant.parse(server.value(
                "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC'," + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
        Instant answered = server.clock().instant();
        Duration roundTrip = Duration.between(asked, answered);
        Duration skew =
                Duration.between(asked.plus(roundTrip.dividedBy(2)), told).abs();
        if (skew.compareTo(TOLERATED_SKEW.plus(roundTrip)) <= 0) {
            return Finding.ok("clock", "within " + TOLERATED_SKEW.toSeconds() + " s of the server's");
        }
        return Finding.warn(
                "clock",
                skew.toSeconds() + " s apart from the server's",
                "Lag in seconds, retention and certificates are judged by the wrong time.",
                List.of(Remedy.shell("sudo timedatectl set-ntp true")));
    }
}
