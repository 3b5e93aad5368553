package dev.headgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs the benchmark with few changes on the PostgreSQL server that {@code benchmarks/install-tools} installs. */
class BenchmarkTest {

    private static final Path BINARIES = Path.of("/usr/lib/postgresql/15/bin");
    private static final Path LAUNCHER =
            Path.of("..", "headgate").toAbsolutePath().normalize();
    private static final long CHANGES = 3_200;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
    private Path directory = Path.of("");

    @BeforeEach
    void make_directory_for_the_server_user() throws IOException {
        // Not @TempDir: the server's user must be able to pass through.
        directory = Files.createTempDirectory("headgate-benchmark-test-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void delete_directory() throws IOException {
        FileTree.delete(directory);
    }

    @Test
    void every_contender_that_is_there_drains_every_workload() throws IOException, SQLException {
        List<Contender> contenders = BenchmarkCommand.all(LAUNCHER).stream()
                .filter(contender -> !(contender instanceof Headgate) || Files.isExecutable(LAUNCHER))
                .toList();

        Results results = run(List.of(Workload.values()), contenders, 1);

        assertThat(results.failures()).as(progress()).isEmpty();
        assertThat(results.measurements()).hasSize((int) Arrays.stream(Workload.values())
                .flatMap(workload -> contenders.stream().filter(contender -> contender.takes(workload)))
                .count());
        assertThat(results.measurements()).allSatisfy(run -> {
            assertThat(run.changes()).isEqualTo(CHANGES);
            assertThat(run.seconds()).isPositive();
            assertThat(run.peakRssBytes()).isGreaterThan(1L << 20);
        });
        assertThat(results.of(Workload.BULK, "debezium").get(0).cpuSeconds()).isPositive();
        assertThat(results.measurements().stream()
                        .mapToDouble(Measurement::serverCpuSeconds)
                        .sum())
                .isPositive();
    }

    @Test
    void rounds_run_every_contender_and_begin_with_another_one_each_time() throws IOException, SQLException {
        List<Contender> contenders = List.of(
                new PgRecvlogical(Link.UNIX, true),
                new PgRecvlogical(Link.TCP, true),
                new PgRecvlogical(Link.TCP, false));

        Results results = run(List.of(Workload.BULK), contenders, 2);

        assertThat(results.measurements())
                .extracting(Measurement::round, Measurement::contender)
                .containsExactly(
                        tuple(1, "recv-unix-binary"),
                        tuple(1, "recv-tcp-binary"),
                        tuple(1, "recv-tcp-text"),
                        tuple(2, "recv-tcp-binary"),
                        tuple(2, "recv-tcp-text"),
                        tuple(2, "recv-unix-binary"));
        assertThat(results.of(Workload.BULK, "recv-tcp-binary").get(0).tcpSegments())
                .isGreaterThan(
                        results.of(Workload.BULK, "recv-unix-binary").get(0).tcpSegments());
    }

    @Test
    void results_file_holds_every_run() throws IOException, SQLException {
        Results results = run(List.of(Workload.WIDE), List.of(new PgRecvlogical(Link.UNIX, true)), 2);
        Path file = directory.resolve("results.json");

        ResultsFile.write(file, results, Machine.describe(Instant.EPOCH, "15"));

        JsonNode runs = new ObjectMapper().readTree(file.toFile()).path("runs");
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1).path("workload").asText()).isEqualTo("wide");
        assertThat(runs.get(1).path("round").asInt()).isEqualTo(2);
        assertThat(runs.get(1).path("changes").asLong()).isEqualTo(CHANGES);
    }

    @Test
    void consumer_that_fails_is_reported_with_the_end_of_its_output_and_the_others_go_on()
            throws IOException, SQLException {
        Contender failing = new Script("echo 'no such table' >&2; exit 3");

        Results results = run(List.of(Workload.BULK), List.of(failing, new PgRecvlogical(Link.UNIX, true)), 1);

        assertThat(results.failures()).hasSize(1);
        assertThat(progress()).contains("exit code 3").contains("no such table");
        assertThat(results.measurements()).extracting(Measurement::contender).containsExactly("recv-unix-binary");
    }

    @Test
    void gateway_that_stages_fewer_rows_than_there_are_is_a_failure() throws IOException, SQLException {
        Path launcher =
                launcher("printf '{\"files\": [{\"rows\": 3199, \"bytes\": 10}]}' > $log/00000000000000000001.json");

        Results results = run(List.of(Workload.BULK), List.of(new Headgate(launcher, Link.UNIX)), 1);

        assertThat(results.failures())
                .containsExactly("bulk round 1 headgate-unix: headgate-unix staged 3199 rows of 3200");
    }

    @Test
    void gateway_that_stages_all_rows_but_acknowledges_none_is_a_failure() throws IOException, SQLException {
        Path launcher =
                launcher("printf '{\"files\": [{\"rows\": 3200, \"bytes\": 10}]}' > $log/00000000000000000001.json");

        Results results = run(List.of(Workload.BULK), List.of(new Headgate(launcher, Link.TCP)), 1);

        assertThat(results.failures()).singleElement().asString().contains("ended without acknowledging");
    }

    /** Stands in for the gateway; {@code $log} is the directory of its commit log. */
    private Path launcher(String work) throws IOException {
        Path launcher = directory.resolve("launcher");
        Files.writeString(launcher, """
                #!/bin/sh
                set -e
                [ "$1 $2 $4" = "run --config --until-lsn" ]
                [ "$JDK_JAVA_OPTIONS" = "-Xmx256m" ]
                log=$(dirname "$3")/staging/_headgate/benchmark/log
                mkdir -p "$log"
                """ + work + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return launcher;
    }

    private Results run(List<Workload> workloads, List<Contender> contenders, int rounds)
            throws IOException, SQLException {
        try (PostgresServer server = PostgresServer.start(BINARIES, directory);
                PrintStream lines = new PrintStream(progress, true, StandardCharsets.UTF_8)) {
            return new Benchmark(server, workloads, contenders, rounds, CHANGES, Duration.ofMinutes(3), lines).run();
        }
    }

    private String progress() {
        return progress.toString(StandardCharsets.UTF_8);
    }

    /** A contender that is a line of shell. */
    private record Script(String text) implements Contender {

        @Override
        public String name() {
            return "script";
        }

        @Override
        public void prepare(Drain drain) {}

        @Override
        public List<String> command(Drain drain) {
            return List.of("sh", "-c", text);
        }

        @Override
        public Map<String, String> environment() {
            return Map.of();
        }

        @Override
        public Completion verify(Drain drain) {
            return Completion.WITHOUT_DETAILS;
        }
    }
}
