package dev.headgate.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.workload.WaterUtility;
import dev.headgate.quickstart.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void a_gateway_that_does_not_start_is_shown_with_its_code_and_log() throws IOException {
        Path gateway = script("#!/bin/sh\necho no port today; echo \"$@\"; exit 78\n");
        Quickstart quickstart = quickstart(gateway, directory.resolve("data"));
        assertThatThrownBy(quickstart::run)
                .isInstanceOf(QuickstartException.class)
                .hasMessageContainingAll(
                        "code 78",
                        "no port today",
                        "run --config " + directory.resolve("data").resolve("headgate.yaml"));
        assertThat(directory.resolve("data/headgate.yaml"))
                .content()
                .contains(
                        "slot: headgate_quickstart",
                        "include: [\"utility.*\"]",
                        "uri: \"file://" + directory + "/data/");
    }

    @Test
    void a_gateway_that_ends_before_it_streams_ends_the_run() throws IOException {
        Path gateway = script("#!/bin/sh\nsleep 1; echo died; exit 70\n");
        assertThatThrownBy(() -> quickstart(gateway, directory.resolve("data")).run())
                .isInstanceOf(QuickstartException.class)
                .hasMessageContainingAll("code 70", "died");
    }

    @Test
    void a_folder_with_files_of_somebody_else_is_left_alone() throws IOException {
        Path file = Files.writeString(directory.resolve("letter.txt"), "dear");
        assertThatThrownBy(() -> quickstart(script("#!/bin/sh\n"), directory).run())
                .isInstanceOf(QuickstartException.class)
                .hasMessageContaining("--directory");
        assertThat(file).content().isEqualTo("dear");
    }

    @Test
    void status_is_read_in_either_spelling() throws IOException {
        String camel = "{\"sources\":[{\"name\":\"q\",\"state\":\"BACK_PRESSURED\",\"transactions\":7,\"rows\":8,"
                + "\"lagBytes\":9,\"lastEntry\":10,\"new\":{}}]}";
        assertThat(GatewayProgress.of(camel, "q")).isEqualTo(new GatewayProgress("back pressured", 7, 8, 9, 10));
        String snake = camel.replace("lagBytes", "lag_bytes").replace("lastEntry", "last_entry");
        assertThat(GatewayProgress.of(snake, "q")).isEqualTo(new GatewayProgress("back pressured", 7, 8, 9, 10));
        assertThat(GatewayProgress.of("{}", "q")).isNull();
    }

    @Test
    void the_workload_uses_every_table_and_goes_on_after_a_crash_of_the_server() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.builder().start()) {
            try (Connection connection = server.connect("postgres")) {
                WaterUtility.create(connection);
            }
            try (Workload workload = new Workload(() -> server.connect("postgres"), 3, 2_000, 7)) {
                workload.start();
                awaitTransactions(workload, 600);
                server.kill9();
                server.start();
                awaitTransactions(workload, workload.counts().transactions() + 300);
                workload.stop();
                assertThat(workload.counts().reconnects()).isPositive();
                assertThat(workload.counts().rolledBack()).isPositive();
            }
            for (String table : WaterUtility.TABLES) {
                long written = server.queryLong(
                        "postgres", "SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = '" + table + "'");
                long rows = server.queryLong("postgres", "SELECT count(*) FROM utility." + table);
                assertThat(written + rows).as(table).isPositive();
            }
        }
    }

    private static void awaitTransactions(Workload workload, long wanted) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (workload.counts().transactions() < wanted) {
            assertThat(System.nanoTime()).as("transactions in time").isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private Quickstart quickstart(Path gateway, Path data) {
        return new Quickstart(
                new QuickstartOptions(data, Duration.ofSeconds(2), 100, 2, 17, false, List.of(gateway.toString())),
                new PrintStream(output, true, StandardCharsets.UTF_8),
                false);
    }

    private Path script(String content) throws IOException {
        Path file = Files.writeString(Files.createTempFile("gateway", ".sh"), content);
        assertThat(Objects.requireNonNull(file.toFile()).setExecutable(true)).isTrue();
        file.toFile().deleteOnExit();
        return file;
    }
}
