package dev.headgate.gateway.config;

import dev.headgate.yaml.ConfigProblem;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with all of its problems in the order of the file. Exit status 78. */
public final class ConfigException extends Exception {
    private final transient List<ConfigProblem> problems;

    public ConfigException(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<ConfigProblem> problems() {
        return problems;
    }
}
