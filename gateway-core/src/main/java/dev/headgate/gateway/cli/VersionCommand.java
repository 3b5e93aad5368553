package dev.headgate.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.gateway.status.GatewayVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate version}: what to put into a report. */
@Command(name = "version", description = "Shows the versions of the gateway, Java and the operating system.")
final class VersionCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("headgate", GatewayVersion.current());
        versions.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        versions.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        if (json) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(versions));
        } else {
            versions.forEach((name, version) -> spec.commandLine().getOut().println(name + " " + version));
        }
        return 0;
    }
}
