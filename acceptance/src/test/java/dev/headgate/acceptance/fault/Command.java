package dev.headgate.acceptance.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command of the operating system to its end. */
public final class Command {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private Command() {}

    /** How a command ended; standard output and standard error are one text. */
    public record Outcome(int exitCode, String output) {}

    /** The words that start a JVM of the version that runs the tests. */
    public static List<String> java() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1");
    }

    /** The outcome; an {@link AssertionError} when the command is not over within a minute. */
    public static Outcome run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            try (InputStream out = process.getInputStream()) {
                String output = new String(out.readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("still running after " + DEADLINE + ": " + command);
                }
                return new Outcome(process.exitValue(), output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The output of a command that must succeed. */
    public static String require(String... command) {
        Outcome outcome = run(List.of(command));
        if (outcome.exitCode() != 0) {
            throw new IllegalStateException(
                    String.join(" ", command) + " ended with " + outcome.exitCode() + ": " + outcome.output());
        }
        return outcome.output().strip();
    }
}
