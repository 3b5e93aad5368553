package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told, with a {@code systemd-notify} that writes it down. */
final class ServiceManagerTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void it_is_told_ready_with_the_state_at_that_moment_then_that_the_gateway_lives_and_at_last_that_it_stops()
            throws Exception {
        Path told = Files.createFile(directory.resolve("told"));
        Path notify = directory.resolve("systemd-notify");
        Files.writeString(notify, "#!/bin/sh\necho \"$@\" >>" + told + "\n");
        Files.setPosixFilePermissions(notify, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (EmbeddedServer server = EmbeddedServer.builder().start();
                Site site = Site.create(server, directory, "served", "CREATE TABLE t (id int PRIMARY KEY)");
                GatewayProcess gateway = GatewayProcess.run(site.config())
                        .environment("PATH", directory + ":" + System.getenv("PATH"))
                        .environment(
                                "NOTIFY_SOCKET", directory.resolve("socket").toString())
                        .environment("WATCHDOG_USEC", "1000000")
                        .start()) {
            site.awaitStreaming(gateway);
            Await.until("ready", SOON, () -> lines(told).contains("--ready --status=shop STREAMING"), gateway::tail);
            Await.until("alive", SOON, () -> lines(told).contains("WATCHDOG=1"), gateway::tail);
            Site.stop(gateway);
            assertThat(lines(told)).endsWith("STOPPING=1");
            assertThat(lines(told).stream().filter(line -> line.startsWith("--ready")))
                    .hasSize(1);
        }
    }

    private static List<String> lines(Path told) throws IOException {
        return Files.readAllLines(told);
    }
}
