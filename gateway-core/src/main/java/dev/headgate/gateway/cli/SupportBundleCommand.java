package dev.headgate.gateway.cli;

import dev.headgate.gateway.admin.StatusJson;
import dev.headgate.gateway.config.ConfigException;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.RedactedConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.preflight.Finding;
import dev.headgate.gateway.preflight.Preflight;
import dev.headgate.gateway.status.GatewayVersion;
import dev.headgate.staging.store.PathElement;
import dev.headgate.staging.store.StagingStore;
import dev.headgate.staging.store.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate support-bundle}: what somebody who helps wants to see, without secrets and without rows. */
@Command(
        name = "support-bundle",
        description = {
            "Writes a ZIP file for a report: versions, configuration without secrets, findings of check, status, metrics,"
                    + " where the threads of a running gateway are, names of the newest log entries.",
            "It holds no rows and no passwords, but names of hosts, databases and tables. Overwrites nothing."
        })
final class SupportBundleCommand implements Callable<Integer> {
    private static final int NEWEST_ENTRIES = 100;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "headgate-support.zip",
            description = "Default: ${DEFAULT-VALUE}.")
    private Path output = Path.of("headgate-support.zip");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    /** Makes one file of the bundle; null leaves it out. */
    private interface Content {
        @Nullable
        String text() throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        try (OutputStream file = Files.newOutputStream(output, StandardOpenOption.CREATE_NEW);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            add(zip, "versions.txt", SupportBundleCommand::versions);
            add(zip, "configuration.yaml", () -> RedactedConfig.of(Files.readString(config.file())));
            fill(zip);
        } catch (FileAlreadyExistsException e) {
            throw new GatewayException(
                    ErrorCode.USAGE,
                    "The file exists and is not overwritten; choose another name with --output",
                    Map.of("file", output.toString()),
                    e);
        }
        spec.commandLine().getOut().println("Wrote " + output + ". Look through it before you give it away.");
        return 0;
    }

    /** What needs a configuration that is valid; without one, its problems. */
    private void fill(ZipOutputStream zip) throws IOException, InterruptedException {
        GatewayConfig loaded;
        try {
            loaded = config.load();
        } catch (ConfigException e) {
            add(
                    zip,
                    "configuration-problems.txt",
                    () -> e.problems().stream().map(problem -> problem + "\n").collect(Collectors.joining()));
            return;
        }
        AdminClient admin = new AdminClient(loaded.admin());
        add(zip, "check.json", () -> Json.write(findings(loaded)));
        boolean asked = loaded.admin().enabled();
        String running = asked ? answer(admin, "/api/v1/status") : null;
        add(zip, "status.json", () -> running == null ? StatusJson.write(StagedStatus.read(loaded)) : running);
        if (running != null) {
            add(zip, "events.json", () -> answer(admin, "/api/v1/events"));
            add(zip, "metrics.txt", () -> answer(admin, "/metrics"));
            add(zip, "threads.txt", () -> answer(admin, "/api/v1/threads"));
        }
        for (String source : loaded.sources().keySet()) {
            add(zip, "log-entries/" + PathElement.encode(source) + ".txt", () -> newestEntries(loaded, source));
        }
    }

    private static void add(ZipOutputStream zip, String name, Content content) throws IOException {
        String text;
        try {
            text = content.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (Exception e) {
            text = CommandFailure.of(e).report();
        }
        if (text != null) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    private static String versions() {
        Runtime runtime = Runtime.getRuntime();
        return "headgate " + GatewayVersion.current() + "\njava " + Runtime.version() + " ("
                + System.getProperty("java.vendor") + ")\nsystem " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + " " + System.getProperty("os.arch") + "\nprocessors "
                + runtime.availableProcessors() + "\n";
    }

    private static List<Finding> findings(GatewayConfig loaded) {
        Preflight preflight = new Preflight(loaded, Clock.systemUTC());
        List<Finding> findings = new ArrayList<>();
        loaded.sources().values().forEach(source -> findings.addAll(preflight.server(source)));
        findings.addAll(preflight.host());
        return findings;
    }

    /** What the running gateway answers; null when none runs, or it answers with an error. */
    private static @Nullable String answer(AdminClient admin, String path) throws InterruptedException {
        HttpResponse<String> response = admin.get(path);
        return response == null || response.statusCode() != 200 ? null : response.body();
    }

    private static String newestEntries(GatewayConfig loaded, String source) throws IOException {
        try (StagingStore store = StagingRoot.open(loaded.staging())) {
            List<StoredFile> files = store.list("_headgate/" + PathElement.encode(source) + "/log");
            return files.subList(Math.max(0, files.size() - NEWEST_ENTRIES), files.size()).stream()
                    .map(file -> file.lastModified() + "  " + file.bytes() + "  " + file.path() + "\n")
                    .collect(Collectors.joining());
        }
    }
}
