package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that was led to a standby reads nothing there, and goes on when the standby is the primary. */
class StandbyTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {15, 17})
    void a_standby_is_refused_until_it_is_promoted(int majorVersion) throws Exception {
        try (EmbeddedServer primary =
                EmbeddedServer.builder().majorVersion(majorVersion).start()) {
            primary.execute(
                    "postgres",
                    "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                    "INSERT INTO orders SELECT g, 'note ' || g FROM generate_series(1, 1000) g",
                    "CREATE PUBLICATION shop_pub FOR TABLE orders");
            try (EmbeddedServer standby = primary.standby().start()) {
                GatewayConfig config = RunningGateway.config(directory, standby, "postgres", "");
                try (RunningGateway gateway = RunningGateway.start(config)) {
                    assertThat(gateway.awaitError().id()).isEqualTo("HG-2015");
                }
                assertThat(standby.queryLong("postgres", "SELECT count(*) FROM pg_replication_slots"))
                        .isZero();
                standby.promote();
                RunningGateway.runUntilCaughtUp(config);
                RunningGateway.assertEqual(directory, standby, "postgres");
            }
        }
    }
}
