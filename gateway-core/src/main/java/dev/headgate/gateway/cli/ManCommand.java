package dev.headgate.gateway.cli;

import dev.headgate.gateway.status.GatewayVersion;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code headgate man}: the manual page. */
@Command(
        name = "man",
        description = {"Prints the manual page.", "To read it: headgate man | man -l -"})
final class ManCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ManPage.of(spec.root().commandLine(), GatewayVersion.current()).forEach(out::println);
        out.flush();
        return 0;
    }
}
