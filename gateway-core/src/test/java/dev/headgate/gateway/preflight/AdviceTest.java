package dev.headgate.gateway.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on which everything is wrong, mended by somebody who does literally what is printed and nothing else. */
class AdviceTest {
    private static final String PASSWORD = "geheim";
    private static final int ROUNDS_MAX = 6;

    @TempDir
    private Path directory;

    @Test
    void a_fresh_server_on_which_everything_is_wrong_is_mended_by_the_printed_steps_alone() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.builder()
                .passwordAuthentication()
                .setting("wal_level", "replica")
                .setting("max_wal_senders", "0")
                .setting("max_replication_slots", "1")
                .setting("wal_sender_timeout", "0")
                .setting("idle_session_timeout", "1h")
                .setting("logical_decoding_work_mem", "64kB")
                .start()) {
            prepareBadly(server);
            GatewayConfig config = configuration(server);
            SourceConfig source = Objects.requireNonNull(config.sources().get("shop"));
            Set<String> failed = new LinkedHashSet<>();
            List<Finding> findings = findings(config, source);
            for (int round = 1; !allOk(findings) && round <= ROUNDS_MAX; round++) {
                findings.stream()
                        .filter(finding -> finding.level() != Level.OK)
                        .forEach(finding -> failed.add(finding.check()));
                mend(server, findings);
                findings = findings(config, source);
            }
            assertThat(findings)
                    .extracting(Finding::level)
                    .as(findings.toString())
                    .containsOnly(Level.OK);
            assertThat(failed)
                    .contains(
                            "connection",
                            "wal_level",
                            "max_replication_slots",
                            "max_wal_senders",
                            "max_slot_wal_keep_size",
                            "wal_sender_timeout",
                            "session_timeouts",
                            "logical_decoding_work_mem",
                            "role",
                            "replication_login",
                            "table",
                            "publication",
                            "application",
                            "other_slots",
                            "staging");
            server.execute(
                    "shop", "UPDATE customers SET name = 'x'", "UPDATE audit SET what = 'x'", "DELETE FROM orders");
        }
    }

    private static void prepareBadly(EmbeddedServer server) {
        server.createDatabase("shop");
        server.execute(
                "shop",
                "CREATE TABLE customers (id int PRIMARY KEY, name text, secret text)",
                "CREATE TABLE orders (id int PRIMARY KEY, total numeric(10, 2))",
                "CREATE TABLE audit (what text)",
                "CREATE UNLOGGED TABLE carts (id int PRIMARY KEY)",
                "INSERT INTO customers VALUES (1, 'a', 'b')",
                "INSERT INTO audit VALUES ('a')",
                "CREATE PUBLICATION shop_pub FOR TABLE audit, customers (name)",
                "SELECT pg_create_physical_replication_slot('left_behind', true)");
    }

    private GatewayConfig configuration(EmbeddedServer server) throws Exception {
        Path yaml = directory.resolve("headgate.yaml");
        Files.writeString(yaml, """
                version: 1
                connections:
                  main: { host: localhost, port: %d, user: headgate, password: %s, tls: disable }
                sources:
                  shop: { connection: main, database: shop, publication: shop_pub }
                staging: { uri: "%s", min_free: 1MiB }
                """.formatted(
                        server.port(), PASSWORD, directory.resolve("staging").toUri()));
        return ConfigLoader.load(yaml, Map.of());
    }

    private static List<Finding> findings(GatewayConfig config, SourceConfig source) {
        Preflight preflight = new Preflight(config, Clock.systemUTC());
        List<Finding> findings = new ArrayList<>(preflight.server(source));
        findings.addAll(preflight.host());
        return findings;
    }

    private static boolean allOk(List<Finding> findings) {
        return findings.stream().allMatch(finding -> finding.level() == Level.OK);
    }

    /** One round: every step in the printed order; the server is restarted once, where the first step says so. */
    private static void mend(EmbeddedServer server, List<Finding> findings) throws Exception {
        boolean restart = false;
        for (Finding finding : findings) {
            for (Remedy remedy : finding.remedies()) {
                switch (remedy.kind()) {
                    case SQL -> server.execute("shop", remedy.text());
                    case PSQL -> {
                        assertThat(remedy.text()).isEqualTo("\\password \"headgate\"");
                        server.execute("shop", "ALTER ROLE headgate PASSWORD '" + PASSWORD + "'");
                    }
                    case SHELL ->
                        assertThat(new ProcessBuilder("sh", "-c", remedy.text())
                                        .start()
                                        .waitFor())
                                .isZero();
                    case RESTART -> restart = true;
                    case ACTION -> {
                        // For a person; nothing here is left to one that a statement does not mend as well.
                    }
                }
            }
        }
        if (restart) {
            server.stopFast(Duration.ofSeconds(60));
            server.start();
        }
    }
}
