package dev.headgate.gateway.cli;

import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option {@code --yes} of the commands that take something away, and the question without it. */
final class Confirmation {
    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    /**
     * Returns if the decision stands: the option was given, or the person typed the name.
     *
     * @param kind of what is named, {@code source} or {@code slot}
     * @param purpose end of the question, {@code to drop it}
     * @param untouched what is said otherwise, {@code Nothing was dropped}
     */
    void require(Terminal terminal, String kind, String name, String purpose, String untouched) {
        if (yes || name.equals(terminal.ask("Type the name of the " + kind + " " + purpose + ":"))) {
            return;
        }
        throw new GatewayException(
                ErrorCode.USAGE,
                untouched + ": the decision was not confirmed; repeat the command with --yes",
                Map.of(kind, name));
    }
}
