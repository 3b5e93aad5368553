package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP: what a changed file does to a gateway that runs. */
final class ReloadTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void a_changed_file_is_in_force_as_far_as_it_can_be_and_a_wrong_one_changes_nothing() {
        try (EmbeddedServer server = EmbeddedServer.builder().start();
                Site site = Site.create(server, directory, "reload", "CREATE TABLE t (id int PRIMARY KEY)")) {
            GatewayConfigFile config = site.config();
            config.set("logging", "level").to("warn");
            try (GatewayProcess gateway = site.startStreaming()) {
                site.execute("INSERT INTO t VALUES (1)");
                config.set("logging", "level").to("info");
                config.set("notifications", "chat").to(Map.of("type", "slack", "url", "http://127.0.0.1:1/geheim"));
                config.set("sources", Site.SOURCE, "wal_guard", "budget").to("77MiB");
                config.set("connections", "main", "host").to("other.invalid");
                assertThat(gateway.output()).doesNotContain("INFO");
                gateway.sighup();
                awaitOutput(
                        gateway,
                        "INFO  the configuration was read again; taken over: logging.level, notifications.chat.type,"
                                + " notifications.chat.url, sources.shop.wal_guard.budget",
                        "WARN  changed in the configuration, and in force only after a restart: connections.main.host");
                Await.until(
                        "new thresholds and notifications show",
                        SOON,
                        () -> gateway.metrics().contains("name=\"chat\"") && walLimit(gateway) == 77L << 20,
                        gateway::metrics);

                config.set("logging", "level").to("debug");
                config.set("sources", Site.SOURCE, "publcation").to("x");
                gateway.sighup();
                awaitOutput(
                        gateway,
                        "ERROR the changed configuration is not valid, nothing is taken over",
                        "sources.shop.publcation: is not a known key (did you mean publication?)");
                site.execute("INSERT INTO t VALUES (2)");
                site.awaitCaughtUp(gateway);
                assertThat(gateway.output()).doesNotContain("DEBUG", "geheim");
                Site.stop(gateway);
            }
            site.assertExactlyOnce();
        }
    }

    private static long walLimit(GatewayProcess gateway) {
        JsonNode source = gateway.source(Site.SOURCE);
        return source == null ? 0 : source.path("wal_guard").path("limit_bytes").asLong();
    }

    private static void awaitOutput(GatewayProcess gateway, String... lines) {
        Await.until(
                "the log says what became of it",
                SOON,
                () -> Stream.of(lines).allMatch(gateway.output()::contains),
                gateway::tail);
    }
}
