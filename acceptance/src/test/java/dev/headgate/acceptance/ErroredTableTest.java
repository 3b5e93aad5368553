package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.quickstart.oracle.FoldedTable;
import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.StagedTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A table that cannot go on stands still at an entry, and says so; the others go on, the slot is not held back, and a refresh
 * brings the table back.
 */
final class ErroredTableTest {

    private static final String DAEMON = "dev.headgate.gateway.daemon.";
    private static final String TOKEN = "a-token-of-sixteen-characters";
    private static final String SMALL_HEAP = "128m";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern TOLD = Pattern.compile("is errored, and left out until");
    private static final Sabotage SABOTAGE = new Sabotage();

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.plain();

    @TempDir
    private Path directory;

    @RegisterExtension
    final Opened opened = new Opened();

    @AfterAll
    static void show() {
        System.out.println(SABOTAGE);
    }

    @Test
    void a_row_that_is_too_large_stops_its_table_alone_until_that_is_refreshed() {
        Site site = site();
        try (GatewayProcess gateway = small(site)) {
            insertTooLarge(site);
            awaitPhase(gateway, "large", "ERRORED");
            site.execute("INSERT INTO large VALUES (9, 'later')", "UPDATE numbered SET n = n + 1");
            site.awaitAcknowledged(gateway);
            JsonNode table = table(gateway, "large");
            assertThat(table.path("error").path("id").asText()).isEqualTo("HG-6002");
            assertThat(table.path("error").path("remedy").asText()).contains("headgate refresh shop 'public.large'");
            assertThat(table.path("discarded").asLong()).isEqualTo(3);
            assertThat(gateway.metrics())
                    .contains("headgate_tables{phase=\"errored\",source=\"shop\"} 1.0")
                    .contains("headgate_discarded_rows_total{source=\"shop\",table=\"public.large\"} 3.0")
                    .contains("headgate_errors_total{code=\"HG-6002\",name=\"ROW_TOO_LARGE\",source=\"shop\"} 1.0");
            Site.stop(gateway);
        }
        assertStandsStill(site, "large", 2);
        assertThat(Findings.of(site)).as("all but that table").allMatch(finding -> finding.contains("large"));
        assertRefreshRepairs(site, "public.large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quarantine@enter=halt", "quarantine@exit=halt"})
    void a_kill_around_its_record_leaves_the_table_where_it_was(String kill) {
        Site site = site();
        try (GatewayProcess gateway = GatewayProcess.run(site.config())
                .heap(SMALL_HEAP)
                .failPoint(DAEMON + "SessionAttempt#" + kill)
                .start()) {
            site.awaitStreaming(gateway);
            SnapshotTest.awaitLoaded(site, gateway);
            insertTooLarge(site);
            gateway.awaitExit(SOON);
        }
        try (GatewayProcess gateway = small(site)) {
            awaitPhase(gateway, "large", "ERRORED");
            site.awaitAcknowledged(gateway);
            gateway.kill9();
        }
        assertStandsStill(site, "large", 2);
        assertThat(site.poller().violations()).isEmpty();
        assertRefreshRepairs(site, "public.large");
    }

    @Test
    void rows_that_are_too_large_to_be_read_leave_out_their_table_alone() {
        Site site = site();
        insertTooLarge(site);
        try (GatewayProcess gateway =
                GatewayProcess.run(site.config()).heap(SMALL_HEAP).start()) {
            site.awaitStreaming(gateway);
            awaitPhase(gateway, "large", "ERRORED");
            awaitPhase(gateway, "numbered", "STREAMING");
            site.awaitAcknowledged(gateway);
            Site.stop(gateway);
        }
        assertRefreshRepairs(site, "public.large");
    }

    @Test
    void a_table_that_loses_its_key_is_left_out_until_it_has_an_identity_again() {
        Site site = site();
        try (GatewayProcess gateway = small(site)) {
            site.execute(
                    "ALTER TABLE numbered DROP CONSTRAINT numbered_pkey",
                    "INSERT INTO numbered VALUES (1000, 1)",
                    "INSERT INTO large VALUES (3, 'c')");
            awaitPhase(gateway, "numbered", "ERRORED");
            site.awaitAcknowledged(gateway);
            assertThat(table(gateway, "numbered").path("error").path("id").asText())
                    .isEqualTo("HG-4006");
            ask(site, "refresh", "public.numbered");
            Await.until(
                    "it is refused again", SOON, () -> gateway.output().contains("is still errored"), gateway::tail);
            site.awaitAcknowledged(gateway);
            Site.stop(gateway);
        }
        assertStandsStill(site, "numbered", 100);
        site.execute("ALTER TABLE numbered ADD PRIMARY KEY (id)");
        assertRefreshRepairs(site, "public.numbered");
    }

    @Test
    void a_table_without_identity_is_left_out_when_the_gateway_starts_and_halts_nothing() {
        Site site = site();
        try (GatewayProcess gateway = small(site)) {
            Site.stop(gateway);
        }
        site.execute("ALTER TABLE numbered REPLICA IDENTITY NOTHING");
        try (GatewayProcess gateway = GatewayProcess.run(site.config()).start()) {
            site.awaitStreaming(gateway);
            awaitPhase(gateway, "numbered", "ERRORED");
            site.awaitAcknowledged(gateway);
            site.execute("ALTER TABLE numbered REPLICA IDENTITY FULL", "DELETE FROM numbered WHERE id < 50");
            ask(site, "refresh", "public.numbered");
            awaitPhase(gateway, "numbered", "STREAMING");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_column_with_the_prefix_of_the_metadata_leaves_its_table_out() {
        Site site = site();
        try (GatewayProcess gateway = small(site)) {
            site.execute(
                    "ALTER TABLE numbered ADD COLUMN _cdc_op int",
                    "UPDATE numbered SET n = 0 WHERE id = 1",
                    "INSERT INTO large VALUES (3, 'c')");
            awaitPhase(gateway, "numbered", "ERRORED");
            site.awaitAcknowledged(gateway);
            site.execute("ALTER TABLE numbered RENAME COLUMN _cdc_op TO op");
            ask(site, "refresh", "public.numbered");
            awaitPhase(gateway, "numbered", "STREAMING");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void where_that_is_wanted_the_source_halts_instead() {
        Site site = site();
        site.config().set("sources", Site.SOURCE, "on_table_error").to("halt");
        try (GatewayProcess gateway = small(site)) {
            insertTooLarge(site);
            gateway.awaitExit(SOON);
            assertThat(gateway.output()).contains("HG-6002").doesNotContain("is errored");
        }
        try (GatewayProcess gateway =
                GatewayProcess.run(site.config()).heap("1g").start()) {
            site.awaitStreaming(gateway);
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_record_that_begins_no_generation_would_hold_all_others_up() {
        String guard = "an errored table stands still as its next generation";
        SABOTAGE.requireQuiet(guard, errored());
        SABOTAGE.requireNoticed(guard, errored("dev.headgate.staging.log.LogEvent#tableErrored=argument:1:1"));
    }

    private List<String> errored(String... sabotage) {
        Site site = site();
        GatewayCommand command = GatewayProcess.run(site.config()).heap(SMALL_HEAP);
        for (String failPoint : sabotage) {
            command.failPoint(failPoint);
        }
        try (GatewayProcess gateway = command.start()) {
            site.awaitStreaming(gateway);
            SnapshotTest.awaitLoaded(site, gateway);
            insertTooLarge(site);
            long end = site.commitMarker();
            Await.until(
                    "the others go on, or cannot",
                    SOON,
                    () -> Long.compareUnsigned(site.provenLsn(), end) >= 0 || told(gateway) > 2,
                    gateway::tail);
            List<String> findings = new ArrayList<>(Findings.ofSlot(site));
            if (told(gateway) != 1) {
                findings.add("the table held the others up " + told(gateway) + " times");
            }
            Sabotage.requireTaken(gateway.output(), sabotage);
            return findings;
        }
    }

    private Site site() {
        Site site = opened.push(SERVER.site(
                directory,
                "CREATE TABLE large (id int PRIMARY KEY, body text)",
                "ALTER TABLE large ALTER COLUMN body SET STORAGE EXTERNAL",
                "CREATE TABLE numbered (id int PRIMARY KEY, n int)",
                "INSERT INTO large VALUES (1, 'a'), (2, 'b')",
                "INSERT INTO numbered SELECT g, g FROM generate_series(1, 100) g"));
        site.config().set("admin", "token").to(TOKEN);
        return site;
    }

    /** A gateway with little memory that has read all tables. */
    private static GatewayProcess small(Site site) {
        GatewayProcess gateway =
                GatewayProcess.run(site.config()).heap(SMALL_HEAP).start();
        site.awaitStreaming(gateway);
        if (site.log().entries().stream()
                .noneMatch(entry -> entry.json().toString().contains("HG-6002"))) {
            SnapshotTest.awaitLoaded(site, gateway);
        }
        return gateway;
    }

    /** A transaction with changes of both tables, one of which is too large for a small heap. */
    private static void insertTooLarge(Site site) {
        site.execute("WITH first AS (INSERT INTO large VALUES (3, 'c')), second AS (UPDATE numbered SET n = -n WHERE"
                + " id < 10), third AS (INSERT INTO large SELECT 4, string_agg(md5(n::text), '') FROM generate_series(1,"
                + " 800000) n) DELETE FROM numbered WHERE id = 50");
    }

    private static JsonNode table(GatewayProcess gateway, String name) {
        return StreamSupport.stream(
                        Objects.requireNonNull(gateway.source(Site.SOURCE))
                                .path("tables")
                                .spliterator(),
                        false)
                .filter(table -> table.path("name").asText().equals("public." + name))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitPhase(GatewayProcess gateway, String table, String phase) {
        Await.until(
                table + " is " + phase,
                SOON,
                () -> {
                    JsonNode source = gateway.source(Site.SOURCE);
                    return source != null
                            && source.path("tables").findValuesAsText("name").contains("public." + table)
                            && table(gateway, table).path("phase").asText().equals(phase);
                },
                gateway::tail);
    }

    private static long told(GatewayProcess gateway) {
        return TOLD.matcher(gateway.output()).results().count();
    }

    /** For readers the table is what it was after the entry before the error. */
    private static void assertStandsStill(Site site, String name, long rows) {
        StagedTable table = new StagedTable(site.database(), "public", name);
        try (StagedState state = StagedState.read(site.config().stagingRoot(), Site.SOURCE, OracleOptions.strict())) {
            assertThat(state.problems()).isEmpty();
            assertThat(state.isCurrent(table, state.lastEntry())).isFalse();
            try (FoldedTable folded = Objects.requireNonNull(state.fold(table))) {
                assertThat(folded.rows()).isEqualTo(rows);
            }
        }
    }

    private static void assertRefreshRepairs(Site site, String table) {
        try (GatewayProcess gateway =
                GatewayProcess.run(site.config()).heap("1g").start()) {
            site.awaitStreaming(gateway);
            ask(site, "refresh", table);
            SnapshotTest.awaitLoaded(site, gateway);
            site.execute("INSERT INTO large VALUES (1000, 'after')", "DELETE FROM numbered WHERE id = 51");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    /** As an operator does, with the command line. */
    private static void ask(Site site, String command, String table) {
        GatewayOutcome outcome = GatewayProcess.command(
                        command, "--config", site.config().path().toString(), Site.SOURCE, table)
                .toEnd();
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }
}
