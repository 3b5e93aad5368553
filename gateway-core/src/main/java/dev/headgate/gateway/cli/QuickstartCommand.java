package dev.headgate.gateway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Lists {@code headgate quickstart} in the help of a source checkout, whose launcher starts it: it needs an embedded
 * PostgreSQL, which is no part of the gateway.
 */
@Command(
        name = "quickstart",
        description = "Starts an embedded PostgreSQL with a workload, captures it, and proves that nothing is lost.")
final class QuickstartCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "quickstart " + String.join(" ", arguments) + ": start it as ./headgate quickstart in a checkout");
    }
}
