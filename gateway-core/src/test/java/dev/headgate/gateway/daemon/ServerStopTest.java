package dev.headgate.gateway.daemon;

import static dev.headgate.gateway.daemon.RunningGateway.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.status.SourceState;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerStopTest {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {13, 17})
    void a_server_that_stops_does_not_wait_for_the_gateway_which_goes_on_after_its_start(int version) throws Exception {
        try (EmbeddedServer server =
                EmbeddedServer.builder().majorVersion(version).build()) {
            server.start();
            server.execute("postgres", "CREATE TABLE t (id int PRIMARY KEY)");
            try (RunningGateway gateway = RunningGateway.start(RunningGateway.config(directory, server, "postgres", ""))
                    .awaitStreaming()) {
                await("the server is observed", () -> gateway.source().restartLsn() != null);
                server.execute("postgres", "INSERT INTO t SELECT generate_series(1, 1000)");

                server.stopFast(STOP_TIMEOUT);

                assertThat(server.isRunning()).isFalse();
                server.start();
                server.execute("postgres", "INSERT INTO t VALUES (2000)");
                await("all rows", () -> gateway.source().rows() == 1_001);
                gateway.awaitLoaded();
                assertThat(gateway.source().state()).isEqualTo(SourceState.STREAMING);
            }
            RunningGateway.assertEqual(directory, server, "postgres");
        }
    }
}
