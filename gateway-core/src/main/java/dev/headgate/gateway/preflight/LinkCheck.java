package dev.headgate.gateway.preflight;

import dev.headgate.gateway.config.ConnectionConfig;
import dev.headgate.gateway.config.TlsMode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.source.ReplicationSession;
import dev.headgate.gateway.source.ServerConnections;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The way to the server: no pooler in it, protected, and open for replication. */
final class LinkCheck implements ServerCheck {
    @Override
    public List<Finding> ask(Server server) {
        List<Finding> findings = new ArrayList<>();
        boolean pooled = server.control().isPooled();
        findings.add(direct(server, pooled));
        findings.add(tls(server));
        if (!pooled) {
            findings.add(replication(server));
        }
        return findings;
    }

    private static Finding direct(Server server, boolean pooled) {
        ConnectionConfig connection = server.source().connection();
        String address = address(connection);
        if (!pooled) {
            return Finding.ok("pooler", "none before " + address);
        }
        return Finding.fail(
                "pooler",
                address + " is a connection pooler",
                "Replication needs the server itself: a pooler refuses it, or hands the session to somebody else.",
                List.of(Remedy.action("Set connections." + connection.name()
                        + ".host and .port to the server itself, usually port 5432 (Azure's built-in PgBouncer listens on"
                        + " 6432; hosted poolers have a name of their own).")));
    }

    private static String address(ConnectionConfig connection) {
        return connection.unixSocket() == null
                ? connection.host() + ":" + connection.port()
                : connection.unixSocket() + " port " + connection.port();
    }

    private static Finding tls(Server server) {
        ConnectionConfig connection = server.source().connection();
        String mode = connection.tls().name().toLowerCase(Locale.ROOT).replace('_', '-');
        boolean verified = connection.tls() == TlsMode.VERIFY_FULL || connection.tls() == TlsMode.VERIFY_CA;
        if (verified) {
            return Finding.ok("tls", mode);
        }
        if (connection.unixSocket() != null || isThisMachine(connection.host())) {
            return Finding.ok("tls", mode + ", within this machine");
        }
        boolean offered = server.known("ssl").value().equals("on");
        String step = "Set connections." + connection.name() + ".tls to verify-full, with .tls_root_certificate.";
        return Finding.warn(
                "tls",
                mode,
                "Whoever sits on the network between can read the changes, or answer in the server's place.",
                List.of(Remedy.action(offered ? step : "Give the server a certificate and ssl = on. " + step)));
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // The driver found the host by other means than this machine's resolver; it is somewhere else.
            return false;
        }
    }

    private static Finding replication(Server server) {
        try {
            ReplicationSession session =
                    ReplicationSession.open(server.source(), new ServerConnections(server.source()));
            try {
                return Finding.ok(
                        "replication_login", "cluster " + session.identity().systemId());
            } finally {
                session.abort();
            }
        } catch (GatewayException e) {
            return Finding.fail(
                    "replication_login",
                    e.code().id() + " " + e.what(),
                    "Queries are let in, and replication connections are not.",
                    List.of(Remedy.action(e.remedy())));
        }
    }
}
