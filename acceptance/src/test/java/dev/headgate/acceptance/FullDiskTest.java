package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each call by which the gateway changes the disk fails for a while, with "no space left" and with an I/O error: nothing
 * is acknowledged that is not there, and the same process goes on by itself when the call works again.
 */
final class FullDiskTest {

    private static final String NO_SPACE = "No space left on device";
    private static final String IO_ERROR = "Input/output error";
    private static final String STAGING_IO = "HG-5005";
    private static final String STAGING_FULL = "HG-5006";
    private static final String COMMIT_UNKNOWN = "HG-5007";
    private static final int STAGING_FAILED = 74;
    private static final String DISK = "dev.headgate.staging.store.LocalDisk";
    private static final String FORCE_DIRECTORY = DISK + "#forceDirectory";
    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    private static final SharedServer SERVER = SharedServer.plain();

    @TempDir
    private Path directory;

    private Site site;
    private int rows;

    @BeforeEach
    void open() {
        site = SERVER.site(directory, "CREATE TABLE t (id int PRIMARY KEY, word text)");
        site.config().set("staging", "flush", "max_age").to("50ms");
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void no_space_left_at_any_call_is_waited_out() throws IOException {
        Map<String, Path> armed = switches(
                DISK + "#create",
                DISK + "$ChannelFile#write",
                DISK + "$ChannelFile#force",
                DISK + "#link",
                FORCE_DIRECTORY);
        try (GatewayProcess gateway = start(armed, NO_SPACE)) {
            for (Map.Entry<String, Path> call : armed.entrySet()) {
                fail(gateway, call.getValue(), call.getKey(), STAGING_FULL);
            }
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void an_io_error_at_any_call_is_survived() throws IOException {
        Map<String, Path> armed =
                switches(DISK + "#create", DISK + "$ChannelFile#write", DISK + "$ChannelFile#force", DISK + "#link");
        try (GatewayProcess gateway = start(armed, IO_ERROR)) {
            for (Map.Entry<String, Path> call : armed.entrySet()) {
                fail(gateway, call.getValue(), call.getKey(), STAGING_IO + "|" + COMMIT_UNKNOWN);
            }
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_store_that_takes_entries_and_no_data_files_is_not_filled_with_entries() throws IOException {
        String publish = "dev.headgate.staging.store.LocalPendingFile#publish";
        Map<String, Path> armed = switches(publish);
        try (GatewayProcess gateway = start(armed, NO_SPACE)) {
            Files.createFile(armed.get(publish));
            commitRow();
            int before = site.log().entries().size();
            Await.pause(Duration.ofSeconds(8));
            assertThat(site.log().entries().size() - before)
                    .as("entries in 8 s")
                    .isLessThan(8);
            Files.delete(armed.get(publish));
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_directory_that_could_not_be_forced_halts_the_source_and_is_used_by_the_next_process_only()
            throws IOException {
        Map<String, Path> armed = switches(FORCE_DIRECTORY);
        try (GatewayProcess gateway = start(armed, IO_ERROR)) {
            Files.createFile(armed.get(FORCE_DIRECTORY));
            commitRow();
            assertThat(gateway.awaitExit(SOON)).as(gateway.tail()).isEqualTo(STAGING_FAILED);
            assertThat(gateway.tail()).contains("HG-5008").contains("restart the gateway");
            assertThat(site.poller().violations()).isEmpty();
        }
        Files.delete(armed.get(FORCE_DIRECTORY));
        site.runUntilAcknowledged();
        site.assertExactlyOnce();
    }

    /** Lets one call fail until the gateway says so, and then work again. */
    private void fail(GatewayProcess gateway, Path failing, String call, String error) throws IOException {
        Files.createFile(failing);
        commitRow();
        awaitError(gateway, error);
        assertThat(gateway.get("/livez")).as(call).isEqualTo(200);
        assertThat(site.poller().violations()).as(call).isEmpty();
        Files.delete(failing);
        site.awaitCaughtUp(gateway);
        site.awaitStreaming(gateway);
        assertThat(site.poller().violations()).as(call).isEmpty();
    }

    private void awaitError(GatewayProcess gateway, String error) {
        Await.until(
                "error " + error,
                SOON,
                () -> {
                    JsonNode source = gateway.source(Site.SOURCE);
                    return source != null
                            && source.path("error").path("id").asText().matches(error);
                },
                () -> gateway.source(Site.SOURCE) + gateway.tail());
    }

    /** For each call the file that lets it fail as long as it exists. */
    private Map<String, Path> switches(String... calls) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String call : calls) {
            files.put(call, directory.resolve("fail-" + files.size()));
        }
        return files;
    }

    private GatewayProcess start(Map<String, Path> armed, String message) {
        String[] points = armed.entrySet().stream()
                .map(call -> call.getKey() + "=fail_while:" + call.getValue() + ":" + message)
                .toArray(String[]::new);
        GatewayProcess gateway = Sabotage.start(site.config(), points);
        site.awaitStreaming(gateway);
        commitRow();
        site.awaitCaughtUp(gateway);
        return gateway;
    }

    private void commitRow() {
        rows++;
        site.execute("INSERT INTO t VALUES (" + rows + ", 'row " + rows + "')");
    }
}
