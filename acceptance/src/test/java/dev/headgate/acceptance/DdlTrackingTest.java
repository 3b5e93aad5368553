package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The stream tells of DDL where the event trigger is installed that {@code headgate sql ddl-tracking} prints. */
final class DdlTrackingTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** The catalog, which would tell some seconds later, is not looked at. */
    private static final String NO_LOOKS = "dev.headgate.gateway.pipeline.StreamControl#takeLook=skip";
    /** Nothing in the stream but the message shows it: the columns and their types stay the same. */
    private static final String UNSEEN = "ALTER TABLE numbered ALTER COLUMN n TYPE int USING n * 100";

    @RegisterExtension
    private static final SharedServer SERVER = SharedServer.plain();

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Opened opened = new Opened();

    private Site site;

    @BeforeEach
    void open() {
        site = opened.push(SERVER.site(
                directory,
                "CREATE TABLE numbered (id int PRIMARY KEY, n int) PARTITION BY RANGE (id)",
                "CREATE TABLE numbered_low PARTITION OF numbered FOR VALUES FROM (0) TO (1000)",
                "CREATE TABLE other (id int PRIMARY KEY)",
                "INSERT INTO numbered SELECT g, g FROM generate_series(1, 100) g"));
    }

    @Test
    void a_change_that_no_row_shows_is_told_by_the_stream() {
        install();
        try (GatewayProcess gateway = start()) {
            site.execute(
                    "BEGIN; UPDATE numbered SET n = 0 WHERE id = 1; " + UNSEEN
                            + "; UPDATE numbered SET n = -n WHERE id = 2; COMMIT",
                    "UPDATE numbered SET n = 7 WHERE id = 3");
            awaitReadAgain(gateway, "numbered_low");
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void a_running_gateway_begins_to_listen_when_it_is_installed() {
        site.execute("ALTER PUBLICATION " + site.publication() + " SET (publish_via_partition_root = true)");
        try (GatewayProcess gateway = start()) {
            install();
            Await.until("it listens", SOON, () -> gateway.output().contains("DDL is tracked"), gateway::tail);
            site.execute(UNSEEN);
            awaitReadAgain(gateway, "numbered");
            Site.stop(gateway);
        }
        site.assertExactlyOnce();
    }

    @Test
    void it_harms_no_command_of_a_role_without_rights_and_a_forged_message_does_nothing() {
        install();
        site.execute("CREATE ROLE tenant_" + site.database(), "GRANT CREATE ON SCHEMA public TO PUBLIC");
        try (GatewayProcess gateway = start()) {
            site.execute(
                    "SET ROLE tenant_" + site.database() + "; CREATE TABLE theirs (id int PRIMARY KEY);"
                            + " ALTER TABLE theirs ADD COLUMN n int; CREATE INDEX ON theirs (n);"
                            + " CREATE TEMP TABLE passing AS SELECT 1 AS one; DROP TABLE theirs; RESET ROLE",
                    "SELECT pg_logical_emit_message(true, 'headgate.ddl', 'nonsense')",
                    "SELECT pg_logical_emit_message(true, 'headgate.ddl', '4294967295 ALTER TABLE')",
                    "SELECT pg_logical_emit_message(false, 'headgate.ddl', 'numbered'::regclass::oid || '')",
                    "SELECT pg_logical_emit_message(true, 'headgate.ddl', 'numbered'::regclass::oid || '')",
                    "INSERT INTO other VALUES (1)");
            site.awaitCaughtUp(gateway);
            Site.stop(gateway);
        }
        assertThat(site.log().events("schema_changed")).isEmpty();
        site.assertExactlyOnce();
    }

    private GatewayProcess start() {
        GatewayProcess gateway =
                GatewayProcess.run(site.config()).failPoint(NO_LOOKS).start();
        site.awaitStreaming(gateway);
        SnapshotTest.awaitLoaded(site, gateway);
        return gateway;
    }

    /** As a database administrator does. */
    private void install() {
        try (GatewayProcess process = GatewayProcess.command(
                        "sql",
                        "ddl-tracking",
                        Site.SOURCE,
                        "--config",
                        site.config().path().toString())
                .start()) {
            assertThat(process.awaitExit(SOON)).as(process.output()).isZero();
            site.execute(process.output());
        }
    }

    private void awaitReadAgain(GatewayProcess gateway, String table) {
        Await.until(
                "it is read again",
                SOON,
                () -> site.log().events("refresh_finished").stream()
                        .anyMatch(event -> event.path("table").asText().equals(table)
                                && event.path("generation").asInt() == 2),
                gateway::tail);
        assertThat(site.log().events("schema_changed")).hasSize(1);
        site.awaitCaughtUp(gateway);
    }
}
