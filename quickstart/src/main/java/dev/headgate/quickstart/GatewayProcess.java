package dev.headgate.quickstart;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as a child process that runs {@code run --config FILE}, its output in a file.
 *
 * <p>A Ctrl-C in the terminal goes to all processes in the foreground; the child ignores it, so that its parent decides when
 * it ends.
 */
public final class GatewayProcess {

    private static final String GATEWAY_MAIN = "dev.headgate.gateway.GatewayMain";
    private static final int LOG_TAIL_LINES = 20;

    private final List<String> command;
    private final Path log;
    private @Nullable Process process;

    /**
     * A gateway that does not run yet.
     *
     * @param launcher the command that stands for {@code headgate}, see {@link #launcher()}
     * @param config the configuration file
     * @param log gets standard output and standard error of every start
     */
    public GatewayProcess(List<String> launcher, Path config, Path log) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$@\"", "sh"));
        words.addAll(launcher);
        words.addAll(List.of("run", "--config", config.toString()));
        this.command = List.copyOf(words);
        this.log = log;
    }

    /**
     * The command of the gateway: the system property {@code headgate.command} or the environment variable
     * {@code HEADGATE_COMMAND}, split at blanks; else this Java with this class path.
     */
    public static List<String> launcher() {
        String configured = System.getProperty("headgate.command", System.getenv("HEADGATE_COMMAND"));
        if (configured != null && !configured.isBlank()) {
            return List.of(configured.strip().split("\\s+", -1));
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                GATEWAY_MAIN);
    }

    /** Starts the gateway; also again after it has ended. */
    public void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    /** Whether it runs now. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Exit code after it has ended, -1 while it runs or before the first start. */
    public int exitCode() {
        return process == null || process.isAlive() ? -1 : process.exitValue();
    }

    /** Process id of the running gateway. */
    public long pid() {
        if (process == null) {
            throw new IllegalStateException("the gateway was not started");
        }
        return process.pid();
    }

    /**
     * SIGTERM; then waits for the end.
     *
     * @return the exit code, or -1 if it still ran after {@code timeout} and was killed
     */
    public int terminate(Duration timeout) throws InterruptedException {
        Process running = process;
        if (running == null) {
            return -1;
        }
        running.destroy();
        if (running.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return running.exitValue();
        }
        kill();
        return -1;
    }

    /** SIGKILL. Returns when the process is gone. */
    public void kill() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** The last lines of its output. */
    public String logTail() throws IOException {
        if (!Files.exists(log)) {
            return "(no output)";
        }
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    }
}
