package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.FailPointAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Guards that were switched off in a gateway, each with what noticed. */
final class Sabotage {

    private static final Duration END = Duration.ofSeconds(60);
    private static final int SHOWN_CHARS = 150;

    private final Map<String, String> noticed = new LinkedHashMap<>();

    /** A run of gateways against a site, some of them with these fail points; what was found wrong at its end. */
    interface Scenario {
        List<String> findings(Site site, String... sabotage);
    }

    /** Requires that nothing is found as long as all guards are there. */
    void requireQuiet(String guard, List<String> findings) {
        assertThat(findings).as("with %s", guard).isEmpty();
    }

    /** Requires that the missing guard was noticed. */
    void requireNoticed(String guard, List<String> findings) {
        assertThat(findings)
                .as("nothing notices that this guard is missing: %s", guard)
                .isNotEmpty();
        noticed.put(guard, findings.get(0));
    }

    /** A gateway with fail points, which runs until the caller ends it. */
    static GatewayProcess start(GatewayConfigFile config, String... failPoints) {
        GatewayCommand command = GatewayProcess.run(config);
        for (String failPoint : failPoints) {
            command.failPoint(failPoint);
        }
        return command.start();
    }

    /** Runs a gateway with fail points until it has caught up or given up. */
    static GatewayOutcome runUntilCaughtUp(Site site, String... failPoints) {
        GatewayCommand command = GatewayProcess.run(site.config()).with("--until-caught-up");
        for (String failPoint : failPoints) {
            command.failPoint(failPoint);
        }
        try (GatewayProcess gateway = command.start()) {
            GatewayOutcome outcome = new GatewayOutcome(gateway.awaitExit(END), gateway.output());
            requireTaken(outcome.output(), failPoints);
            assertThat(outcome.exitCode()).as(outcome.output()).isNotEqualTo(FailPointAgent.UNMATCHED);
            return outcome;
        }
    }

    /** Requires that the gateway came to all these fail points: a guard that was never asked was not switched off. */
    static void requireTaken(String output, String... failPoints) {
        for (String failPoint : failPoints) {
            String method = failPoint.substring(0, failPoint.indexOf('=')).replaceAll("[@:].*", "");
            assertThat(output).as("reaches %s", method).contains("fail point " + method);
        }
    }

    /** Guard and what noticed, one line each. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        noticed.forEach((guard, finding) -> lines.add(String.format("%-58s %s", guard, shorten(finding))));
        return String.join(System.lineSeparator(), lines);
    }

    private static String shorten(String finding) {
        String line = finding.replaceAll("\\s+", " ");
        return line.length() <= SHOWN_CHARS ? line : line.substring(0, SHOWN_CHARS) + " ...";
    }
}
