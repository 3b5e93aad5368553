package dev.headgate.acceptance;

import dev.headgate.acceptance.fault.FailPointAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a gateway is started. Not safe for use by several threads. */
public final class GatewayCommand {

    private static final String GATEWAY = "dev.headgate.gateway.GatewayMain";
    private static final String INGEST = "dev.headgate.ingest.IngestMain";
    private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(45);

    private final String main;
    private final List<String> arguments;
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> failPoints = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> wrapper = List.of();
    private String heap = "256m";
    private int adminPort;

    GatewayCommand(List<String> arguments) {
        this(GATEWAY, arguments);
    }

    private GatewayCommand(String main, List<String> arguments) {
        this.main = main;
        this.arguments = new ArrayList<>(arguments);
    }

    /** {@code headgate ingest}, which is a process of its own. */
    static GatewayCommand ingest(GatewayConfigFile config, String... arguments) {
        return ingest(config.path(), arguments);
    }

    /** The same with any configuration. */
    static GatewayCommand ingest(Path config, String... arguments) {
        return new GatewayCommand(INGEST, List.of(arguments)).with("--config", config.toString());
    }

    /** More arguments of the command line. */
    public GatewayCommand with(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    /** {@code -Xmx}; 256m otherwise. */
    public GatewayCommand heap(String size) {
        heap = size;
        return this;
    }

    /** A system property of the gateway's JVM. */
    public GatewayCommand property(String name, String value) {
        jvmOptions.add("-D" + name + "=" + value);
        return this;
    }

    /** An environment variable of the gateway. */
    public GatewayCommand environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What happens at a method of the gateway, in the syntax of {@link FailPointAgent}. */
    public GatewayCommand failPoint(String failPoint) {
        failPoints.add(failPoint);
        return this;
    }

    /** The words of a program that starts the JVM, such as a tracer. */
    public GatewayCommand wrappedBy(List<String> words) {
        wrapper = List.copyOf(words);
        return this;
    }

    /** Where the gateway answers HTTP. */
    public GatewayCommand adminPort(int port) {
        adminPort = port;
        return this;
    }

    /** Starts it; the caller closes it. */
    public GatewayProcess start() {
        try {
            Path directory = Files.createTempDirectory("headgate-process-");
            Path output = directory.resolve("output.txt");
            ProcessBuilder builder = new ProcessBuilder(words(directory));
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            Process process = builder.start();
            process.getOutputStream().close();
            deleteAtExit(directory);
            return new GatewayProcess(process, !wrapper.isEmpty(), adminPort, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs it to its end. */
    public GatewayOutcome toEnd() {
        try (GatewayProcess gateway = start()) {
            int exitCode = gateway.awaitExit(COMMAND_DEADLINE);
            return new GatewayOutcome(exitCode, gateway.output());
        }
    }

    private List<String> words(Path directory) {
        List<String> words = new ArrayList<>(wrapper);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-Xmx" + heap);
        words.add("-XX:+ExitOnOutOfMemoryError");
        words.add("-Duser.timezone=" + System.getProperty("user.timezone", "UTC"));
        words.add("-Duser.language=" + System.getProperty("user.language", "en"));
        words.addAll(jvmOptions);
        if (!failPoints.isEmpty()) {
            words.add(FailPointAgent.option(directory, failPoints));
        }
        words.add("-cp");
        words.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        words.add(main);
        words.addAll(arguments);
        return words;
    }

    private static void deleteAtExit(Path directory) {
        directory.toFile().deleteOnExit();
        directory.resolve("output.txt").toFile().deleteOnExit();
    }
}
