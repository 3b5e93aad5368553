package dev.headgate.gateway.preflight;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.event.Notifier;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.Identifiers;
import dev.headgate.gateway.source.ServerConnections;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All checks of a configuration: each source's server, and the gateway's own host. Changes nothing on a server. */
public final class Preflight {
    private static final Duration LONG_TRANSACTION = Duration.ofMinutes(1);

    /** In the order in which a reader mends them. */
    private static final List<ServerCheck> CHECKS = List.of(
            new VersionCheck(),
            new LinkCheck(),
            new WalLevelCheck(),
            new CapacityCheck(),
            new WalRetentionCheck(),
            new TimeoutsCheck(),
            new ServerStateCheck(),
            new RoleCheck(),
            new TablesCheck(),
            new PublicationCheck(),
            new SlotCheck(LONG_TRANSACTION),
            new DdlTrackingCheck(),
            new FailoverCheck());

    private final GatewayConfig config;
    private final Clock clock;

    /** @param clock of this machine */
    public Preflight(GatewayConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** What is found at the server of a source, in the order in which it is to be mended. Never throws for a finding. */
    public List<Finding> server(SourceConfig source) {
        Set<String> slots =
                config.sources().values().stream().map(SourceConfig::slot).collect(Collectors.toSet());
        List<Finding> findings = new ArrayList<>();
        StagedLog staged = StagedLog.read(config, source);
        findings.add(staged.finding());
        try (ControlSession control = new ControlSession(source, new ServerConnections(source))) {
            Server server = new Server(source, control, clock, slots, staged.exists());
            CHECKS.forEach(check -> findings.addAll(answer(check, server)));
        } catch (GatewayException e) {
            findings.add(unreachable(source, e));
        }
        return findings.stream().map(finding -> finding.of(source.name())).toList();
    }

    /** What is found on this machine: staging store and memory. A probe file is written to the store and deleted. */
    public List<Finding> host() {
        return new HostCheck(config).findings();
    }

    /** Sends a test message to every notification of the configuration, and says what became of it. */
    public List<Finding> notifications() {
        try (Notifier notifier = new Notifier(config.notifications().values(), clock, (name, told) -> {})) {
            return notifier.test().stream().map(Preflight::told).toList();
        }
    }

    private static Finding told(Notifier.TestResult result) {
        return result.delivered()
                ? Finding.ok("notification", result.name() + ": " + result.what())
                : Finding.fail(
                        "notification",
                        result.name() + ": " + result.what(),
                        "Nobody would be told of a halt or of a slot in danger.",
                        List.of(Remedy.action("Correct notifications." + result.name() + ".")));
    }

    private static List<Finding> answer(ServerCheck check, Server server) {
        try {
            return check.ask(server);
        } catch (GatewayException e) {
            return List.of(Finding.fail(
                    "unanswered",
                    e.code().id() + " " + e.what(),
                    "The server did not answer a question; ask again, and report it if that does not help.",
                    List.of(Remedy.action(e.remedy()))));
        }
    }

    /** No question can be asked. Who is refused may not exist yet, so the statements that make the role come first. */
    private static Finding unreachable(SourceConfig source, GatewayException failure) {
        List<Remedy> remedies = new ArrayList<>();
        String role = Identifiers.quote(source.connection().user());
        String database = Identifiers.quote(source.database());
        if (failure.code() == ErrorCode.AUTHENTICATION_FAILED) {
            remedies.add(Remedy.sql(SetupSql.of(source, Platform.PLAIN).createRole()));
            boolean command = !source.connection().passwordCommand().isEmpty();
            if (command || source.connection().password() != null) {
                remedies.add(Remedy.psql("\\password " + role));
            }
            if (command) {
                remedies.add(Remedy.action("See that password_command, run as the gateway's user and without a shell,"
                        + " prints that password as its first line and ends with exit code 0"));
            }
            remedies.add(Remedy.action(
                    "If the role and its password are right, pg_hba.conf lacks a line for it, such as: host " + database
                            + " " + role + " ADDRESS_OF_THIS_MACHINE/32 scram-sha-256"));
        } else if (failure.code() == ErrorCode.PRIVILEGE_MISSING) {
            remedies.add(Remedy.sql("GRANT CONNECT ON DATABASE " + database + " TO " + role + ";"));
        } else {
            remedies.add(Remedy.action(failure.remedy()));
        }
        return Finding.fail(
                "connection",
                failure.code().id() + " " + failure.what(),
                "Nothing else can be looked at before the server lets the gateway in.",
                remedies);
    }
}
