package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.acceptance.SchemaChange.Becomes;
import dev.headgate.quickstart.oracle.FoldedTable;
import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.StagedTable;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables change their shape while the gateway runs; {@code docs/schema-change.md} says what becomes of each. */
final class SchemaChangeTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SCHEMA_CHANGED = 80;
    private static final String BREAKING = "ALTER TABLE numbered ALTER COLUMN n TYPE text USING 'n' || n";
    private static final String[] NUMBERED = {
        "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
        "CREATE TABLE other (id int PRIMARY KEY)",
        "INSERT INTO numbered SELECT g, g FROM generate_series(1, 100) g"
    };

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Opened opened = new Opened();

    @Test
    void each_change_with_rows_before_in_and_after_its_transaction_leaves_the_staged_state_equal_to_the_source()
            throws SQLException {
        makeEachChange(17);
    }

    @ParameterizedTest
    @Tag("torture")
    @ValueSource(ints = {13, 15, 18})
    void each_change_on_other_versions_leaves_the_staged_state_equal_to_the_source(int majorVersion)
            throws SQLException {
        makeEachChange(majorVersion);
    }

    private void makeEachChange(int majorVersion) throws SQLException {
        List<SchemaChange> changes = SchemaChange.ALL.stream()
                .filter(change -> change.since() <= majorVersion)
                .toList();
        Site site = open(majorVersion, setup(changes));
        site.execute("ALTER PUBLICATION " + site.publication() + " SET (publish_via_partition_root = true)");
        try (GatewayProcess gateway = site.startStreaming()) {
            SnapshotTest.awaitLoaded(site, gateway);
            change(site, changes);
            site.execute(SchemaChange.AFTER_ALL.toArray(String[]::new));
            Await.until(
                    "every change is told",
                    SOON,
                    () -> untold(site, changes).isEmpty(),
                    () -> untold(site, changes) + gateway.tail());
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            assertThat(readAgain(site))
                    .as(() -> site.log().events("schema_changed") + gateway.tail())
                    .isEqualTo(tables(changes, Becomes.READ_AGAIN));
            assertThat(site.differingTables()).isEqualTo(tables(changes, Becomes.TOLD_AND_BEHIND));
            for (String table : tables(changes, Becomes.TOLD_AND_BEHIND)) {
                site.ask("refresh", "public." + table);
            }
            Await.until(
                    "the refreshes", SOON, () -> readAgain(site).containsAll(tables(changes, Becomes.TOLD_AND_BEHIND)));
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
        assertThat(told(site, "table_removed")).contains("was_moved");
        assertNeverInTwoShapes(site, "using_text");
        // A start without any change at the source finds none.
        site.runUntilAcknowledged();
        assertThat(readAgain(site)).isEqualTo(tables(changes, Becomes.READ_AGAIN, Becomes.TOLD_AND_BEHIND));
        site.assertExactlyOnce();
    }

    private static String[] setup(List<SchemaChange> changes) {
        List<String> statements = new ArrayList<>(SchemaChange.BEFORE_ALL);
        changes.forEach(change -> statements.addAll(change.setup()));
        return statements.toArray(String[]::new);
    }

    private static void change(Site site, List<SchemaChange> changes) throws SQLException {
        try (Connection connection = site.server().connect(site.database());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE another_owner");
            for (SchemaChange change : changes) {
                connection.setAutoCommit(false);
                for (String sql : change.together()) {
                    statement.execute(sql);
                }
                connection.commit();
                connection.setAutoCommit(true);
                for (String sql : change.after()) {
                    statement.execute(sql);
                }
            }
        }
    }

    private static Set<String> tables(List<SchemaChange> changes, Becomes... becomes) {
        return changes.stream()
                .filter(change -> List.of(becomes).contains(change.becomes()))
                .map(SchemaChange::table)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Tables of which a generation after the first was read. */
    private static Set<String> readAgain(Site site) {
        return site.log().events("refresh_finished").stream()
                .filter(event -> event.path("generation").asInt() > 1)
                .map(event -> event.path("table").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> told(Site site, String type) {
        return site.log().events(type).stream()
                .map(event -> event.path("table").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> untold(Site site, List<SchemaChange> changes) {
        Set<String> expected = tables(changes, Becomes.TOLD, Becomes.TOLD_AND_BEHIND, Becomes.READ_AGAIN);
        expected.removeAll(told(site, "schema_changed"));
        Set<String> read = tables(changes, Becomes.READ);
        read.removeAll(told(site, "refresh_finished"));
        expected.addAll(read);
        if (!told(site, "table_removed").contains("was_moved")) {
            expected.add("was_moved");
        }
        return expected;
    }

    /** At no entry is a row of the old shape beside one of the new. */
    private static void assertNeverInTwoShapes(Site site, String table) {
        StagedTable staged = new StagedTable(site.database(), "public", table);
        try (StagedState state = StagedState.read(site.config().stagingRoot(), Site.SOURCE, OracleOptions.strict())) {
            for (long entry = 1; entry <= state.lastEntry(); entry++) {
                try (FoldedTable folded = Objects.requireNonNull(state.fold(staged, entry))) {
                    List<Boolean> converted = folded.toText().stream()
                            .map(row -> String.valueOf(row.get(1)).startsWith("n"))
                            .distinct()
                            .toList();
                    assertThat(converted)
                            .as("entry %d: %s", entry, folded.toText())
                            .hasSizeLessThan(2);
                }
            }
        }
    }

    @Test
    void a_table_that_is_to_pause_when_it_changes_waits_for_its_resume_and_nothing_else_does() {
        Site site = open(17, NUMBERED);
        site.config().set("sources", Site.SOURCE, "schema_change").to("pause");
        try (GatewayProcess gateway = site.startStreaming()) {
            SnapshotTest.awaitLoaded(site, gateway);
            site.execute(
                    "UPDATE numbered SET n = 0 WHERE id = 1", BREAKING, "UPDATE numbered SET n = 'x' WHERE id = 2");
            site.execute("INSERT INTO other VALUES (1)");
            Await.until("the pause", SOON, () -> !site.log().loading().isEmpty(), gateway::tail);
            site.awaitCaughtUp(gateway);
            assertThat(site.differingTables()).containsExactly("numbered");
            assertThat(String.valueOf(gateway.source(Site.SOURCE)))
                    .contains("PAUSED", "headgate resume shop public.numbered");
            site.ask("resume", "public.numbered");
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_source_that_is_to_halt_when_a_table_changes_has_staged_nothing_of_it_and_goes_on_by_the_remedy() {
        Site site = open(17, NUMBERED);
        site.config().set("sources", Site.SOURCE, "schema_change").to("fail");
        try (GatewayProcess gateway = site.startStreaming()) {
            SnapshotTest.awaitLoaded(site, gateway);
            site.execute(BREAKING, "UPDATE numbered SET n = 'x' WHERE id = 2");
            assertThat(gateway.awaitExit(SOON)).as(gateway.tail()).isEqualTo(SCHEMA_CHANGED);
            assertThat(gateway.output()).contains("HG-4007", "sources.shop.schema_change");
        }
        site.config().set("sources", Site.SOURCE, "schema_change").to("refresh");
        try (GatewayProcess gateway = site.startStreaming()) {
            Await.until("it is read again", SOON, () -> readAgain(site).contains("numbered"), gateway::tail);
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_column_that_was_left_out_is_read_when_it_is_wanted_and_one_that_is_left_out_is_null_from_then_on() {
        Site site = open(17, NUMBERED);
        site.config().set("sources", Site.SOURCE, "exclude_columns").to(Map.of("public.numbered", List.of("n")));
        site.runUntilAcknowledged();
        site.config().set("sources", Site.SOURCE, "exclude_columns").toNothing();
        try (GatewayProcess gateway = site.startStreaming()) {
            Await.until("it is read again", SOON, () -> readAgain(site).contains("numbered"), gateway::tail);
            SnapshotTest.awaitLoaded(site, gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
        site.config().set("sources", Site.SOURCE, "exclude_columns").to(Map.of("public.numbered", List.of("n")));
        try (GatewayProcess gateway = site.startStreaming()) {
            site.execute("INSERT INTO numbered VALUES (1000, 5)");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        JsonNode newest = site.log()
                .schemas("numbered")
                .get(site.log().schemas("numbered").size() - 1);
        assertThat(newest.path("columns").findValuesAsText("name")).containsExactly("id");
    }

    @Test
    void a_table_that_is_dropped_while_it_is_read_is_not_loading_for_ever() throws IOException {
        Site site = open(17, NUMBERED);
        site.config().set("sources", Site.SOURCE, "snapshot", "chunk_rows").to(10);
        Path hold = Files.createFile(directory.resolve("hold"));
        try (GatewayProcess gateway = GatewayProcess.run(site.config())
                .failPoint("dev.headgate.gateway.source.SnapshotSession#hold:3+=hold:" + hold)
                .start()) {
            site.awaitStreaming(gateway);
            Await.until("reading is held", SOON, () -> gateway.output().contains("fail point"), gateway::tail);
            site.execute("DROP TABLE numbered");
            Files.delete(hold);
            Await.until("it is gone", SOON, () -> told(site, "table_removed").contains("numbered"), gateway::tail);
            SnapshotTest.awaitLoaded(site, gateway);
            site.execute("INSERT INTO other VALUES (1)");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    private Site open(int majorVersion, String... schema) {
        EmbeddedServer server =
                EmbeddedServer.builder().majorVersion(majorVersion).start();
        opened.push(server);
        Site site = Site.create(server, directory, "shaped", schema);
        site.config().set("admin", "token").to(Site.TOKEN);
        opened.push(site);
        return site;
    }
}
