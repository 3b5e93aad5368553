package dev.headgate.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.preflight.Finding;
import dev.headgate.gateway.preflight.Level;
import dev.headgate.gateway.preflight.Preflight;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headgate check}: what would stop the gateway or harm the database, and what mends it. */
@Command(
        name = "check",
        description = {
            "Looks at the servers, the staging store and this machine, and says what to mend and how.",
            "Changes nothing; a probe file in the staging store is deleted again.",
            "Exit code 0 when all is well, 1 with warnings, 2 when something fails."
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "SOURCE", arity = "0..*", description = "Names of sources. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "Also list the tables with which all is well.")
    private boolean all;

    @Option(names = "--notify", description = "Also send a test message to every notification.")
    private boolean notifies;

    @Option(names = "--sql", description = "Print only what an administrator runs with psql; the rest as comments.")
    private boolean sql;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws ConfigException, JsonProcessingException {
        GatewayConfig loaded = config.load();
        List<SourceConfig> sources = names.isEmpty()
                ? List.copyOf(loaded.sources().values())
                : names.stream().map(name -> ConfigOption.source(loaded, name)).toList();
        Preflight preflight = new Preflight(loaded, Clock.systemUTC());
        List<Finding> findings = new ArrayList<>();
        sources.forEach(source -> findings.addAll(preflight.server(source)));
        findings.addAll(preflight.host());
        if (notifies) {
            findings.addAll(preflight.notifications());
        }
        Level worst =
                findings.stream().map(Finding::level).max(Level::compareTo).orElse(Level.OK);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.write(report(worst, findings)));
        } else if (sql) {
            CheckText.sql(findings).forEach(out::println);
        } else {
            CheckText.lines(sources, findings, all).forEach(out::println);
        }
        return switch (worst) {
            case OK -> 0;
            case WARN -> 1;
            case FAIL -> 2;
        };
    }

    private static Map<String, Object> report(Level worst, List<Finding> findings) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("result", worst);
        report.put("findings", findings);
        return report;
    }
}
