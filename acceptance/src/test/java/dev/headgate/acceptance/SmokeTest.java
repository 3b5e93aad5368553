package dev.headgate.acceptance;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shortest way through the product on each server version. */
final class SmokeTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 17, 18})
    void inserts_updates_and_deletes_arrive(int majorVersion) {
        try (EmbeddedServer server =
                        EmbeddedServer.builder().majorVersion(majorVersion).start();
                Site site = Site.create(
                        server, directory, "smoke", "CREATE TABLE orders (id int PRIMARY KEY, note text)")) {
            try (GatewayProcess gateway = site.startStreaming()) {
                site.execute(
                        "INSERT INTO orders SELECT n, 'note ' || n FROM generate_series(1, 100) n",
                        "UPDATE orders SET note = NULL WHERE id % 3 = 0",
                        "UPDATE orders SET id = id + 1000 WHERE id % 10 = 0",
                        "DELETE FROM orders WHERE id % 7 = 0");
                site.awaitAcknowledged(gateway);
                Site.stop(gateway);
            }
            site.assertExactlyOnce();
        }
    }
}
