package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.TablePhase;
import dev.headgate.quickstart.oracle.ComparedTable;
import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A gateway with one source in a thread of its own, and how its result is looked at. */
final class RunningGateway implements AutoCloseable {
    private final Gateway gateway;
    private final CompletableFuture<Integer> exit;

    private RunningGateway(Gateway gateway, CompletableFuture<Integer> exit) {
        this.gateway = gateway;
        this.exit = exit;
    }

    /** One source called {@code shop}; {@code more} are further settings of it, as in a YAML flow mapping. */
    static GatewayConfig config(Path directory, EmbeddedServer server, String database, String more) throws Exception {
        return config(
                directory,
                "{ host: localhost, port: %d, user: postgres, tls: disable }".formatted(server.port()),
                "shop: { connection: main, database: %s, slot: shop_%s, publication: shop_pub %s }"
                        .formatted(database, database, more));
    }

    static GatewayConfig config(Path directory, String connection, String sources) throws Exception {
        Path yaml = directory.resolve("headgate.yaml");
        Files.writeString(yaml, """
                version: 1
                connections:
                  main: %s
                sources:
                  %s
                staging: { uri: "%s", compression: none, flush: { max_age: 1s } }
                admin: { enabled: false }
                """.formatted(
                        connection, sources, directory.resolve("staging").toUri()));
        return ConfigLoader.load(yaml, Map.of());
    }

    static RunningGateway start(GatewayConfig config) {
        return start(config, RunOptions.FOREVER);
    }

    static RunningGateway start(GatewayConfig config, RunOptions options) {
        Gateway gateway = new Gateway(config, options, "test");
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        exit.complete(gateway.run());
                    } catch (RuntimeException | Error e) {
                        exit.completeExceptionally(e);
                    }
                },
                "gateway");
        thread.start();
        return new RunningGateway(gateway, exit);
    }

    static void runUntilCaughtUp(GatewayConfig config) {
        assertThat(new Gateway(config, new RunOptions(null, true, false, false), "test").run())
                .isZero();
    }

    SourceStatus source() {
        GatewayStatus status = gateway.status();
        return status.sources().get(0);
    }

    RunningGateway awaitStreaming() {
        await("streaming", () -> !gateway.status().sources().isEmpty() && source().lastEntry() > 0);
        return this;
    }

    /** Waits until every table is whole. */
    void awaitLoaded() {
        await(
                "all tables are read",
                () -> !source().tables().isEmpty()
                        && source().tables().stream().allMatch(table -> table.phase() == TablePhase.STREAMING));
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for: " + what).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Waits until the source has failed; with what. */
    SourceError awaitError() {
        await("an error", () -> !gateway.status().sources().isEmpty() && source().error() != null);
        return Objects.requireNonNull(source().error());
    }

    void requestStop() {
        gateway.requestStop();
    }

    boolean ended() {
        return exit.isDone();
    }

    int exitCode() throws Exception {
        return exit.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws ExecutionException, TimeoutException {
        gateway.requestStop();
        try {
            exit.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void assertEqual(Path directory, EmbeddedServer server, String database) throws Exception {
        try (StagedState state = StagedState.read(directory.resolve("staging"), "shop", OracleOptions.strict());
                Connection source = server.connect(database)) {
            state.verify();
            List<ComparedTable> tables = SourceComparison.publishedTables(source, "shop_pub");
            assertThat(new SourceComparison(state).compare(source, tables))
                    .isNotEmpty()
                    .allSatisfy(table ->
                            assertThat(table.equal()).as(table.toString()).isTrue());
        }
    }
}
