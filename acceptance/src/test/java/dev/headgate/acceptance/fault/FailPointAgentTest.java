package dev.headgate.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FailPointAgentTest {

    private static final String PROBE = Probe.class.getName();

    @TempDir
    Path directory;

    /** The program that the fail points are put in: it steps three times and says each number. */
    static final class Probe {

        private final StringBuilder said = new StringBuilder();

        Probe() {
            said.append("new");
        }

        public static void main(String[] arguments) {
            Probe probe = new Probe();
            for (int number = 1; number <= 3; number++) {
                probe.said.append(' ').append(probe.attempt(number));
                System.out.println(word(probe.said.toString()));
            }
        }

        private String attempt(int number) {
            try {
                return Integer.toString(step(number, true));
            } catch (IOException e) {
                return "IOException";
            }
        }

        private static String word(String text) {
            return text;
        }

        private int step(int number, boolean loud) throws IOException {
            if (number > 1000) {
                throw new IOException("too far");
            }
            return loud ? number : -number;
        }
    }

    @Test
    void a_program_without_a_taken_fail_point_runs_to_its_end() {
        Command.Outcome outcome = probe(PROBE + "#step:9=halt");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.output()).contains("new 1 2 3").doesNotContain("fail point");
    }

    @Test
    void halt_ends_the_program_at_the_entry_of_the_hit_that_is_named() {
        Command.Outcome outcome = probe(PROBE + "#step:2=halt");
        assertThat(outcome.exitCode()).isEqualTo(FailPointAgent.HALTED);
        assertThat(outcome.output())
                .contains("new 1\n")
                .contains("taken at hit 2")
                .doesNotContain("new 1 2");
    }

    @Test
    void halt_at_the_exit_of_a_constructor_ends_the_program_after_its_body() {
        Command.Outcome outcome = probe(PROBE + "#<init>@exit=halt");
        assertThat(outcome.exitCode()).isEqualTo(FailPointAgent.HALTED);
        assertThat(outcome.output()).doesNotContain("new");
    }

    @Test
    void throw_raises_an_IOException_each_time_or_once() {
        assertThat(probe(PROBE + "#step=throw").output()).contains("new IOException IOException IOException");
        assertThat(probe(PROBE + "#step@exit:2=throw").output()).contains("new 1 IOException 3");
        assertThat(probe(PROBE + "#step:2+=throw").output()).contains("new 1 IOException IOException");
    }

    @Test
    void skip_and_return_replace_the_body() {
        assertThat(probe(PROBE + "#step=skip").output()).contains("new 0 0 0");
        assertThat(probe(PROBE + "#step:2=return:77").output()).contains("new 1 77 3");
    }

    @Test
    void an_argument_is_replaced() {
        assertThat(probe(PROBE + "#step:2+=argument:1:false").output()).contains("new 1 -2 -3");
    }

    @Test
    void fail_raises_an_IOException_with_its_message() {
        assertThat(probe(PROBE + "#step:2=fail:No space left on device").output())
                .contains("new 1 IOException 3");
    }

    @Test
    void a_method_of_an_argument_is_called_instead() {
        assertThat(probe(PROBE + "#word=instead:0:toUpperCase").output()).contains("NEW 1 2 3");
    }

    @Test
    void hold_waits_until_the_file_is_gone() throws IOException, InterruptedException {
        Path held = Files.createFile(directory.resolve("held"));
        List<String> command = command(PROBE + "#step:2=hold:" + held);
        Process probe = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output = probe.inputReader()) {
            String line = output.readLine();
            while (line != null && !line.contains("hold taken")) {
                line = output.readLine();
            }
            assertThat(probe.isAlive()).isTrue();
            Files.delete(held);
            assertThat(output.lines().toList()).contains("new 1 2 3");
        }
        assertThat(probe.waitFor()).isZero();
    }

    @Test
    void sleep_delays_and_goes_on_and_several_points_live_together() {
        assertThat(probe(PROBE + "#step:1=sleep:1;" + PROBE + "#step:3=return:9")
                        .output())
                .contains("step@enter=sleep taken")
                .contains("new 1 2 9");
    }

    @Test
    void a_point_that_matches_no_method_or_class_ends_the_program_before_its_main() {
        Command.Outcome method = probe(PROBE + "#stepp=halt");
        assertThat(method.exitCode()).isEqualTo(FailPointAgent.UNMATCHED);
        assertThat(method.output()).contains("matches no method").doesNotContain("new");
        Command.Outcome type = probe("dev.headgate.Nowhere#step=halt");
        assertThat(type.exitCode()).isEqualTo(FailPointAgent.UNMATCHED);
        assertThat(type.output()).contains("dev.headgate.Nowhere");
    }

    @Test
    void a_point_that_cannot_be_read_is_refused_before_a_program_is_started() {
        assertThatThrownBy(() -> FailPointAgent.option(directory, List.of("a.B#c=explode")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("explode");
        assertThatThrownBy(() -> FailPointAgent.option(directory, List.of("a.B=halt")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FailPointAgent.option(directory, List.of("a.B#c@exit=return:1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("entry");
    }

    private Command.Outcome probe(String failPoints) {
        return Command.run(command(failPoints));
    }

    private List<String> command(String failPoints) {
        List<String> command = new ArrayList<>(Command.java());
        command.add(FailPointAgent.option(directory, List.of(failPoints.split(";", -1))));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(PROBE);
        return command;
    }
}
