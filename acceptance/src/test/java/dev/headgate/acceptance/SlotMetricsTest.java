package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Slot lag and retained WAL on {@code /metrics} are what {@code pg_replication_slots} says, to the byte: while the stream
 * runs, while it is down, and while its source is halted.
 */
final class SlotMetricsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String HALTED = "stopped_for_good";
    private static final String HALTED_SLOT = "of_another_plugin";

    @TempDir
    private Path directory;

    private EmbeddedServer server;
    private Site site;

    @BeforeEach
    void open() {
        server = EmbeddedServer.builder().setting("autovacuum", "off").start();
        site = Site.create(server, directory, "measured", "CREATE TABLE orders (id int PRIMARY KEY, filler text)");
        site.execute("SELECT pg_create_logical_replication_slot('" + HALTED_SLOT + "', 'test_decoding')");
        site.config().source(HALTED, "measured", HALTED_SLOT, site.publication());
        site.config().set("sources", HALTED, "destination", "catalog").to("elsewhere");
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
    }

    @Test
    void they_are_right_to_the_byte_while_streaming_while_the_stream_is_down_and_while_halted() {
        try (GatewayProcess gateway = site.startStreaming()) {
            gateway.awaitState(HALTED, "halted", SOON);
            writeWal(1);
            site.awaitAcknowledged(gateway);
            awaitExact(gateway);

            server.execute(
                    "postgres",
                    "ALTER ROLE " + GatewayConfigFile.USER + " NOREPLICATION",
                    "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
            gateway.awaitState(Site.SOURCE, "connecting", SOON);
            for (int segments : List.of(1, 2)) {
                writeWal(segments);
                awaitExact(gateway);
                assertThat(value(gateway, "headgate_lag_bytes", Site.SOURCE, "stage=\"confirmed\""))
                        .isGreaterThan(segments * 1e6);
            }
            Await.until(
                    "the delay grows while the stream is down",
                    SOON,
                    () -> value(gateway, "headgate_lag_seconds", Site.SOURCE, "stage=\"durable\"") > 1);
            assertThat(gateway.state(HALTED)).isEqualTo("halted");
            assertThat(gateway.get("/readyz")).isEqualTo(503);
            server.execute("postgres", "ALTER ROLE " + GatewayConfigFile.USER + " REPLICATION");
        }
    }

    private void writeWal(int segments) {
        for (int i = 0; i < segments; i++) {
            site.execute(
                    "INSERT INTO orders SELECT coalesce(max(id), 0) + 1, repeat('x', 1000000) FROM orders",
                    "SELECT pg_switch_wal()");
        }
    }

    /** What the server says before and after the scrape, when nothing moved between, is what was scraped. */
    private void awaitExact(GatewayProcess gateway) {
        for (String slot : List.of(site.slot(), HALTED_SLOT)) {
            String source = slot.equals(HALTED_SLOT) ? HALTED : Site.SOURCE;
            String[] shown = new String[2];
            Await.until(
                    "the metrics of " + slot + " are exact",
                    SOON,
                    () -> {
                        String before = serverSays(slot);
                        String scraped = scraped(gateway, source);
                        shown[0] = before;
                        shown[1] = scraped;
                        return before.equals(serverSays(slot)) && before.equals(scraped);
                    },
                    () -> "server " + shown[0] + ", metrics " + shown[1] + "\n" + gateway.tail());
        }
    }

    private String serverSays(String slot) {
        return String.valueOf(server.queryValue(
                "postgres",
                "SELECT (pg_current_wal_flush_lsn() - confirmed_flush_lsn)::bigint || ' '"
                        + " || (pg_current_wal_flush_lsn() - restart_lsn)::bigint"
                        + " FROM pg_replication_slots WHERE slot_name = '" + slot + "'"));
    }

    private static String scraped(GatewayProcess gateway, String source) {
        return (long) value(gateway, "headgate_lag_bytes", source, "stage=\"confirmed\"") + " "
                + (long) value(gateway, "headgate_lag_bytes", source, "stage=\"retained\"");
    }

    private static double value(GatewayProcess gateway, String metric, String source, String label) {
        Matcher line = Pattern.compile("(?m)^" + metric + "\\{source=\"" + source + "\"," + label + "} (\\S+)$")
                .matcher(gateway.metrics());
        assertThat(line.find()).as(metric + " of " + source).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
