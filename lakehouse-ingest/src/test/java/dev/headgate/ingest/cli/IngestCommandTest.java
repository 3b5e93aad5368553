package dev.headgate.ingest.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What can be asked of {@code headgate ingest} without a configuration. */
final class IngestCommandTest {

    @Test
    void every_command_has_its_help() {
        for (String command : IngestCommand.commandLine().getSubcommands().keySet()) {
            assertThat(help(command)).as(command).contains("Usage: headgate ingest " + command);
        }
    }

    @Test
    void a_table_is_named_after_its_pipeline() {
        for (String command : new String[] {"pause", "resume", "full-refresh", "maintain"}) {
            assertThat(help(command)).as(command).containsPattern("\\[PIPELINE]\\s+\\[TABLE]");
        }
    }

    private static String help(String command) {
        StringWriter out = new StringWriter();
        CommandLine line = IngestCommand.commandLine().setOut(new PrintWriter(out));
        assertThat(line.execute(command, "--help")).isZero();
        return out.toString();
    }
}
