package dev.headgate.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.yaml.ConfigProblem;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate validate}: the configuration alone, without network. */
@Command(
        name = "validate",
        description = {
            "Checks the configuration without using the network.",
            "All problems are listed, each with file, line and column. Exit code 0 or 78."
        })
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        List<ConfigProblem> problems = List.of();
        List<String> sources = List.of();
        try {
            GatewayConfig loaded = config.load();
            sources = List.copyOf(loaded.sources().keySet());
        } catch (ConfigException e) {
            problems = e.problems();
        }
        if (json) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("valid", problems.isEmpty());
            result.put("sources", sources);
            result.put("problems", problems);
            out.println(new ObjectMapper().writeValueAsString(result));
        } else if (problems.isEmpty()) {
            out.println(config.file() + ": valid; sources: " + String.join(", ", sources));
        } else {
            problems.forEach(problem -> spec.commandLine().getErr().println(problem));
        }
        return problems.isEmpty() ? 0 : ErrorCode.CONFIG_INVALID.exitCode();
    }
}
