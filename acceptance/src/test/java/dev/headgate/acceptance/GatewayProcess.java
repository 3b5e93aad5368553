package dev.headgate.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.acceptance.fault.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as its users have it: a process of its own, seen through its exit code, its output, its HTTP endpoints
 * and signals. {@link #close} kills it if it still runs.
 */
public final class GatewayProcess implements AutoCloseable {

    /** How long a gateway may take until it streams, on a busy machine. */
    public static final Duration START_DEADLINE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration HTTP_DEADLINE = Duration.ofSeconds(5);
    private static final int OUTPUT_TAIL_CHARS = 6_000;

    private final Process process;
    private final boolean wrapped;
    private final int adminPort;
    private final Path output;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(HTTP_DEADLINE).build();

    GatewayProcess(Process process, boolean wrapped, int adminPort, Path output) {
        this.process = process;
        this.wrapped = wrapped;
        this.adminPort = adminPort;
        this.output = output;
    }

    /** Says which command of the gateway is wanted, such as {@code run --config gateway.yaml}. */
    public static GatewayCommand command(String... arguments) {
        return new GatewayCommand(List.of(arguments));
    }

    /** {@code run --config} for that file. */
    public static GatewayCommand run(GatewayConfigFile config) {
        return command("run", "--config", config.path().toString()).adminPort(config.adminPort());
    }

    /** Process id of the JVM, also when a tracer started it. */
    public long pid() {
        if (!wrapped) {
            return process.pid();
        }
        return process.children()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the wrapped gateway does not run"))
                .pid();
    }

    /** Whether the process still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks for an orderly end. */
    public void sigterm() {
        signal("TERM");
    }

    /** Ends it without any warning, and waits until it is gone. */
    public void kill9() {
        if (process.isAlive()) {
            signal("KILL");
            awaitExit(Duration.ofSeconds(20));
        }
    }

    /** Asks it to read its configuration again. */
    public void sighup() {
        signal("HUP");
    }

    /** Stops all its threads, as a paused virtual machine does. */
    public void suspend() {
        signal("STOP");
    }

    /** Lets a suspended process go on. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        Command.require("kill", "-" + name, Long.toString(pid()));
    }

    /** The exit code; an {@link AssertionError} if the process runs on after the deadline. */
    public int awaitExit(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("the gateway did not end within " + deadline.toSeconds() + " s\n" + tail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What it wrote to standard output and standard error so far. */
    public String output() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of the output, for the message of a failed assertion. */
    public String tail() {
        String all = output();
        return "... " + all.substring(Math.max(0, all.length() - OUTPUT_TAIL_CHARS));
    }

    /** Status code of a GET on the admin address, or 0 if nobody answers. */
    public int get(String path) {
        HttpResponse<String> response = fetch(path);
        return response == null ? 0 : response.statusCode();
    }

    /** Body of {@code /metrics}. */
    public String metrics() {
        HttpResponse<String> response = fetch("/metrics");
        return response == null ? "" : response.body();
    }

    private @Nullable HttpResponse<String> fetch(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                .timeout(HTTP_DEADLINE)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** One source of {@code /api/v1/status}, or null as long as there is none. */
    public @Nullable JsonNode source(String name) {
        HttpResponse<String> response = fetch("/api/v1/status");
        if (response == null || response.statusCode() != 200) {
            return null;
        }
        try {
            Iterator<JsonNode> sources =
                    JSON.readTree(response.body()).path("sources").elements();
            while (sources.hasNext()) {
                JsonNode source = sources.next();
                if (source.path("name").asText().equals(name)) {
                    return source;
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** State of a source in lower case, such as {@code streaming}; empty as long as nobody answers. */
    public String state(String source) {
        JsonNode status = source(source);
        return status == null ? "" : status.path("state").asText().toLowerCase(Locale.ROOT);
    }

    /** Waits until a source is in a state; fails at once when the process ends. */
    public void awaitState(String source, String state, Duration deadline) {
        Await.until(
                "source " + source + " is " + state,
                deadline,
                () -> {
                    if (!isAlive()) {
                        throw new AssertionError(
                                "the gateway ended with exit code " + process.exitValue() + "\n" + tail());
                    }
                    return state(source).equals(state);
                },
                () -> "it is " + source(source) + "\n" + tail());
    }

    /** Waits until a source streams. */
    public void awaitStreaming(String source) {
        awaitState(source, "streaming", START_DEADLINE);
    }

    @Override
    public void close() {
        kill9();
    }
}
