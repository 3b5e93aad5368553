package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.quickstart.oracle.FoldedTable;
import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.StagedTable;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row filters and column lists in the publication that the gateway creates: the same for rows that are read and streamed. */
class RowFilterTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {15, 17, 18})
    void what_the_publication_leaves_out_is_neither_read_nor_streamed(int majorVersion) throws Exception {
        try (EmbeddedServer server =
                EmbeddedServer.builder().majorVersion(majorVersion).start()) {
            server.execute(
                    "postgres",
                    "CREATE TABLE orders (region int, id int, amount int, secret text, PRIMARY KEY (region, id))",
                    "INSERT INTO orders SELECT g % 3, g, g, 'hidden' FROM generate_series(1, 900) g");
            GatewayConfig config = RunningGateway.config(
                    directory,
                    server,
                    "postgres",
                    ", row_filters: { \"public.orders\": \"region = 1\" },"
                            + " exclude_columns: { \"public.orders\": [secret] }");
            try (RunningGateway gateway = RunningGateway.start(config).awaitStreaming()) {
                gateway.awaitLoaded();
            }
            assertStaged(server);
            server.execute(
                    "postgres",
                    "INSERT INTO orders SELECT g % 3, g, g, 'hidden' FROM generate_series(901, 990) g",
                    "UPDATE orders SET amount = -amount, secret = 'other' WHERE id % 2 = 0",
                    "UPDATE orders SET region = 1 WHERE region = 2 AND id % 5 = 0",
                    "UPDATE orders SET region = 2 WHERE region = 1 AND id % 7 = 0",
                    "DELETE FROM orders WHERE id % 11 = 0");
            RunningGateway.runUntilCaughtUp(config);
            assertStaged(server);
        }
    }

    private void assertStaged(EmbeddedServer server) throws SQLException {
        try (StagedState state = StagedState.read(directory.resolve("staging"), "shop", OracleOptions.strict());
                FoldedTable orders =
                        Objects.requireNonNull(state.fold(new StagedTable("postgres", "public", "orders")))) {
            state.verify();
            assertThat(orders.toText()).containsExactlyInAnyOrderElementsOf(wanted(server));
        }
    }

    private static List<List<String>> wanted(EmbeddedServer server) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT region, id, amount FROM orders WHERE region = 1")) {
            while (row.next()) {
                rows.add(List.of(row.getString(1), row.getString(2), row.getString(3)));
            }
        }
        return rows;
    }
}
