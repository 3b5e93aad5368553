package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.acceptance.fault.SmallDisk;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A staging volume that is really full. Needs root. */
@Tag("torture")
final class SmallDiskTest {

    private static final long DISK_BYTES = 64 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String STAGING_FULL = "HG-5006";

    @TempDir
    private Path directory;

    private EmbeddedServer server;
    private SmallDisk disk;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        server = EmbeddedServer.builder().setting("wal_sender_timeout", "3s").start();
        disk = SmallDisk.create(directory, DISK_BYTES);
        Files.createSymbolicLink(directory.resolve("staging"), disk.directory());
        site = Site.create(server, directory, "small", "CREATE TABLE t (id int PRIMARY KEY, word text)");
    }

    @AfterEach
    void close() {
        site.close();
        disk.close();
        server.close();
    }

    @Test
    void below_the_free_space_that_was_asked_for_reading_pauses_and_the_walsender_lives() {
        site.config().set("staging", "min_free").to("32MiB");
        try (GatewayProcess gateway = site.startStreaming()) {
            commitRows(1, 100);
            site.awaitAcknowledged(gateway);
            disk.fillUpTo(16 << 20);
            gateway.awaitState(Site.SOURCE, "back_pressured", SOON);
            String walsender = walsender();
            commitRows(101, 20_000);
            Await.pause(Duration.ofSeconds(8));
            assertThat(walsender()).as("the same connection").isEqualTo(walsender);
            assertThat(gateway.state(Site.SOURCE)).isEqualTo("back_pressured");
            assertThat(gateway.get("/livez")).isEqualTo(200);
            disk.release();
            site.awaitCaughtUp(gateway);
            assertThat(walsender()).isEqualTo(walsender);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_disk_without_a_free_byte_is_waited_out() {
        site.config().set("staging", "min_free").to("1KiB");
        try (GatewayProcess gateway = site.startStreaming()) {
            commitRows(1, 100);
            site.awaitAcknowledged(gateway);
            disk.fillUpTo(8 << 10);
            commitRows(101, 20_000);
            Await.until(
                    "the gateway says that the store is full",
                    SOON,
                    () -> {
                        JsonNode source = gateway.source(Site.SOURCE);
                        return source != null
                                && source.path("error").path("id").asText().equals(STAGING_FULL);
                    },
                    () -> gateway.source(Site.SOURCE) + gateway.tail());
            assertThat(gateway.get("/livez")).isEqualTo(200);
            assertThat(site.poller().violations()).isEmpty();
            disk.release();
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    private void commitRows(int first, int last) {
        site.execute("INSERT INTO t SELECT n, md5(n::text) FROM generate_series(" + first + ", " + last + ") n");
    }

    private String walsender() {
        return String.valueOf(server.queryValue(
                "postgres",
                "SELECT active_pid::text FROM pg_replication_slots WHERE slot_name = '" + site.slot() + "'"));
    }
}
