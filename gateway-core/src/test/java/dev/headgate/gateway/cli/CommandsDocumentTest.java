package dev.headgate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.daemon.GatewayDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** {@code docs/commands.md} is what the commands say of themselves. */
final class CommandsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "commands.md");
    /** Said once, at the top. */
    private static final Pattern SHARED =
            Pattern.compile("^ +-h, --help|^ +-V, --version|^ +--verbose|^Exit codes and");

    private static final Path WRITTEN = Path.of("target", "commands.md");

    @Test
    void the_document_is_the_help_of_every_command() throws Exception {
        // picocli sorts options by the rules of the reader's language: the page has those of none.
        Locale machine = Locale.getDefault();
        Locale.setDefault(Locale.ROOT);
        String document;
        try {
            document = document();
        } finally {
            Locale.setDefault(machine);
        }
        Files.writeString(WRITTEN, document);
        assertThat(Files.readString(DOCUMENT))
                .as("copy gateway-core/target/commands.md to docs/commands.md")
                .isEqualTo(document);
    }

    private static String document() {
        CommandLine top = HeadgateCommand.commandLine(new GatewayDaemon("test"), new Terminal());
        StringBuilder document = new StringBuilder("""
                # Commands

                What `headgate COMMAND --help` prints. Exit codes: [errors.md](errors.md). Shell completion:
                `source <(headgate completion bash)`; manual page: `headgate man | man -l -`.

                Every command also takes `-h`, `--help`, `-V`, `--version` and `--verbose`, which logs details and shows stack
                traces of failures.
                """);
        top.getSubcommands().forEach((name, command) -> {
            if (!name.equals("help")) {
                document.append("\n## headgate ").append(name).append("\n\n```\n");
                command.getUsageMessage(Ansi.OFF)
                        .lines()
                        .filter(line -> !SHARED.matcher(line).find() && !line.isBlank())
                        .forEach(line -> document.append(line).append('\n'));
                document.append("```\n");
            }
        });
        return document.toString().replaceAll("[ \t]+\n", "\n");
    }
}
