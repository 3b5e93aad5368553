package dev.headgate.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the operating system that is run to its end, with its output in a log file. */
final class Program {

    private static final int TAIL_LINES = 15;

    private final Path log;
    private final Map<String, String> environment;
    private final List<String> command;

    Program(Path log, List<String> command) {
        this(log, Map.of(), command);
    }

    /** @param environment added to the environment of this process */
    Program(Path log, Map<String, String> environment, List<String> command) {
        this.log = log;
        this.environment = environment;
        this.command = List.copyOf(command);
    }

    /**
     * Starts the program and waits for its end.
     *
     * @return seconds from start to exit
     * @throws BenchmarkException if it cannot be started, fails, or runs longer than {@code limit}; then it and its
     *     children are gone
     */
    double run(Duration limit) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            long started = System.nanoTime();
            Process process = builder.start();
            boolean ended = await(process, limit);
            double seconds = (System.nanoTime() - started) / 1e9;
            if (!ended) {
                throw new BenchmarkException(describe("did not end within " + limit.toSeconds() + " s"));
            }
            if (process.exitValue() != 0) {
                throw new BenchmarkException(describe("ended with exit code " + process.exitValue()));
            }
            return seconds;
        } catch (IOException e) {
            throw new BenchmarkException("cannot start " + command.get(0), e);
        }
    }

    private static boolean await(Process process, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            end(process);
            return false;
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted", e);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private String describe(String what) {
        return String.join(" ", command) + "\n  " + what + "; the end of its output:\n" + tail(log);
    }

    /** The last lines of a log, indented. */
    private static String tail(Path log) {
        try {
            List<String> lines =
                    Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            return lines.stream()
                    .skip(Math.max(0, lines.size() - TAIL_LINES))
                    .reduce("", (text, line) -> text + "    " + line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
