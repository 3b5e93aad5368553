package dev.headgate.quickstart.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.oracle.ComparedTable;
import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.TableComparison;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomTransactionsTest {

    private static final int TRANSACTIONS = 120;

    @TempDir
    Path root;

    private EmbeddedServer server = EmbeddedServer.builder().build();

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void what_a_plain_capture_stages_equals_the_source_after_every_entry(long seed) throws Exception {
        RandomTransactions random = new RandomTransactions("torture", seed, true, true);
        List<ComparedTable> tables = run(random);
        try (StagedState state = StagedState.read(root, "src", OracleOptions.strict());
                Connection connection = server.connect("postgres")) {
            state.verify();
            assertThat(state.lastEntry()).as("seed %d", seed).isGreaterThan(10);
            assertThat(new HistoryCheck(state, "db", "torture").problems())
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(new SourceComparison(state).compare(connection, tables))
                    .as("seed %d", seed)
                    .hasSize(5)
                    .allSatisfy(
                            comparison -> assertThat(comparison.differences()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 4)
    void a_source_that_was_changed_behind_the_capture_is_different(long seed) throws Exception {
        RandomTransactions random = new RandomTransactions("torture", seed, true, true);
        List<ComparedTable> tables = run(random);
        server.execute("postgres", "INSERT INTO torture.plain VALUES (999, 'x', 1, NULL)", "DELETE FROM torture.bag");
        try (StagedState state = StagedState.read(root, "src", OracleOptions.strict());
                Connection connection = server.connect("postgres")) {
            assertThat(new SourceComparison(state)
                            .compare(connection, tables).stream()
                                    .filter(comparison -> !comparison.equal())
                                    .map(TableComparison::table)
                                    .map(ComparedTable::table))
                    .contains("plain");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = 5)
    void a_file_that_is_gone_is_a_problem(long seed) throws Exception {
        run(new RandomTransactions("torture", seed, false, true));
        Path table = root.resolve("db/torture/plain/g000001");
        try (var files = Files.list(table)) {
            Files.delete(files.findFirst().orElseThrow());
        }
        try (StagedState state = StagedState.read(root, "src", OracleOptions.strict())) {
            assertThat(state.problems()).anyMatch(problem -> problem.contains("no file"));
        }
    }

    private List<ComparedTable> run(RandomTransactions random) throws Exception {
        try (Connection connection = server.connect("postgres")) {
            random.create(connection);
            String published = String.join(
                    ", ",
                    random.tables().stream()
                            .map(table -> random.schema() + "." + table)
                            .toList());
            server.execute(
                    "postgres",
                    "CREATE PUBLICATION p FOR TABLE " + published,
                    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')");
            SlotCapture capture = new SlotCapture(root);
            for (int part = 0; part < 3; part++) {
                random.run(connection, TRANSACTIONS / 3);
                capture.capture(server, "postgres", "s", "p", 7);
            }
        }
        return random.tables().stream()
                .map(table -> ComparedTable.sameName("db", random.schema(), table))
                .toList();
    }
}
