package dev.headgate.gateway.preflight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway's role may do: enough, and not more. */
final class RoleCheck implements ServerCheck {
    private static final String NAME = "role";
    private static final Duration WARNED_AHEAD = Duration.ofDays(30);
    private static final String FACTS = """
            SELECT rolreplication OR EXISTS (
                       SELECT FROM pg_roles granted
                       WHERE granted.rolname = 'rds_replication' AND pg_has_role(current_user, granted.oid, 'MEMBER')),
                   rolsuper, CASE WHEN isfinite(rolvaliduntil) THEN extract(epoch FROM rolvaliduntil)::bigint END
            FROM pg_roles WHERE rolname = current_user""";

    @Override
    public List<Finding> ask(Server server) {
        List<@Nullable String> facts = server.control().rows(FACTS).get(0);
        String user = server.source().connection().user();
        boolean superuser = "t".equals(facts.get(1));
        List<Finding> findings = new ArrayList<>();
        if (superuser) {
            findings.add(Finding.warn(
                    NAME,
                    user + " is a superuser",
                    "The gateway needs LOGIN and REPLICATION only. Give it a role of its own: headgate sql grants.",
                    List.of(Remedy.action("Set connections."
                            + server.source().connection().name() + ".user to a role that is no superuser."))));
        } else if ("t".equals(facts.get(0))) {
            findings.add(Finding.ok(NAME, user + " may replicate"));
        } else {
            findings.add(Finding.fail(
                    NAME,
                    user + " may not replicate",
                    "Without it no replication connection is accepted.",
                    List.of(Remedy.sql(server.platform().grantReplication(user)))));
        }
        String until = facts.get(2);
        if (until != null) {
            findings.add(validity(server, Instant.ofEpochSecond(Long.parseLong(until))));
        }
        return findings;
    }

    private static Finding validity(Server server, Instant until) {
        if (until.isAfter(server.clock().instant().plus(WARNED_AHEAD))) {
            return Finding.ok("password", "valid until " + until);
        }
        return Finding.warn(
                "password",
                "valid until " + until,
                "After that the server refuses the gateway.",
                List.of(Remedy.sql("ALTER ROLE " + server.role() + " VALID UNTIL 'infinity';")));
    }
}
