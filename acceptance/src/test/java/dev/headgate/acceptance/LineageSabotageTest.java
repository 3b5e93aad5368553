package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The checks of the server's history, each switched off where it alone stands between the gateway and a silent gap: the
 * server is beyond what is staged, its slot is not, and still its WAL is another one. Like {@link SabotageTest}, with
 * servers of its own for each guard.
 */
@Tag("torture")
final class LineageSabotageTest {

    private static final String CHECK = "dev.headgate.gateway.source.LineageCheck#";
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, word text)";
    private static final String LOST_ROW = "INSERT INTO t VALUES (500, 'committed where the gateway does not look')";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LINEAGE = 80;
    private static final Sabotage SABOTAGE = new Sabotage();

    @TempDir
    private Path directory;

    @RegisterExtension
    private final Opened opened = new Opened();

    @AfterAll
    static void printTable() {
        System.out.println(SABOTAGE);
    }

    @Test
    void a_server_that_was_restored_and_is_behind_is_refused() {
        EmbeddedServer server = opened.push(EmbeddedServer.builder().start());
        Site site = site(server);
        Sabotage.runUntilCaughtUp(site);
        server.stopFast(SOON);
        Path backup = directory.resolve("backup");
        server.copyDataDirectory(backup);
        server.start();
        writeWal(server, 2);
        site.execute("INSERT INTO t VALUES (1)");
        Sabotage.runUntilCaughtUp(site);
        server.stopFast(SOON);
        server.restoreDataDirectory(backup);
        server.start();
        site.execute(LOST_ROW);
        assertRefusedAndMissed(
                "lineage: the server has reached what is staged", site, server, CHECK + "requireReached=skip");
    }

    @Test
    void another_cluster_with_the_same_names_is_refused() {
        EmbeddedServer server = opened.push(EmbeddedServer.builder().start());
        Site site = site(server);
        writeWal(server, 3);
        site.execute("INSERT INTO t VALUES (1)");
        Sabotage.runUntilCaughtUp(site);
        EmbeddedServer other =
                opened.push(EmbeddedServer.builder().ownSystemIdentifier().start());
        Site.createRole(other);
        other.createDatabase(site.database());
        other.execute(
                site.database(),
                TABLE,
                "CREATE PUBLICATION " + site.publication() + " FOR TABLE t",
                "SELECT pg_create_logical_replication_slot('" + site.slot() + "', 'pgoutput')",
                LOST_ROW);
        writeWal(other, 8);
        site.config().port(other.port());
        // The other cluster's publication has another oid, which is refused as well.
        assertRefusedAndMissed(
                "lineage: the cluster is the same",
                site,
                other,
                CHECK + "requireSameCluster=skip",
                CHECK + "requireSamePublication=skip");
    }

    @Test
    void a_timeline_that_left_before_what_is_staged_is_refused() {
        EmbeddedServer primary = opened.push(EmbeddedServer.builder().start());
        Site site = site(primary);
        Sabotage.runUntilCaughtUp(site);
        EmbeddedServer standby = opened.push(primary.standby().start());
        Await.until(
                "the standby has the table",
                SOON,
                () -> standby.queryLong(site.database(), "SELECT count(*) FROM pg_class WHERE relname = 't'") == 1);
        standby.stopFast(SOON);
        writeWal(primary, 3);
        site.execute("INSERT INTO t VALUES (1)");
        Sabotage.runUntilCaughtUp(site);
        primary.stopFast(SOON);
        standby.start();
        standby.promote();
        standby.execute(
                site.database(),
                "SELECT pg_create_logical_replication_slot('" + site.slot() + "', 'pgoutput')",
                LOST_ROW);
        writeWal(standby, 8);
        site.config().port(standby.port());
        assertRefusedAndMissed(
                "lineage: the timeline descends from the staged one", site, standby, CHECK + "requireSameHistory=skip");
    }

    @Test
    void a_walsender_stays_alive_while_the_store_is_full() {
        String guard = "the server hears from a gateway that does not read";
        EmbeddedServer server = opened.push(
                EmbeddedServer.builder().setting("wal_sender_timeout", "2s").start());
        SABOTAGE.requireQuiet(guard, pausedReading(server, "paused"));
        SABOTAGE.requireNoticed(
                guard,
                pausedReading(server, "paused_silent", "dev.headgate.gateway.pipeline.SourceStream#keepAlive=skip"));
    }

    private List<String> pausedReading(EmbeddedServer server, String database, String... sabotage) {
        Site site = opened.push(Site.create(server, makeDirectory(database), database, TABLE));
        site.config().set("staging", "min_free").to("1000TiB");
        site.config().set("sources", Site.SOURCE, "status_interval").to("500ms");
        try (GatewayProcess gateway = Sabotage.start(site.config(), sabotage)) {
            gateway.awaitState(Site.SOURCE, "back_pressured", SOON);
            String active = "SELECT active_pid::text FROM pg_replication_slots WHERE slot_name = '" + site.slot() + "'";
            String walsender = Objects.requireNonNull(server.queryValue("postgres", active));
            Await.pause(Duration.ofSeconds(6));
            return Objects.equals(walsender, server.queryValue("postgres", active))
                    ? List.of()
                    : List.of("the server has given the connection up");
        }
    }

    /** With the guard the gateway refuses and changes nothing, so that the same site serves without it. */
    private static void assertRefusedAndMissed(String guard, Site site, EmbeddedServer source, String... sabotage) {
        SABOTAGE.requireQuiet(guard, Findings.ofExit(Sabotage.runUntilCaughtUp(site), LINEAGE));
        GatewayOutcome unguarded = Sabotage.runUntilCaughtUp(site, sabotage);
        assertThat(unguarded.exitCode()).as(unguarded.output()).isZero();
        SABOTAGE.requireNoticed(guard, Findings.ofStagedState(site, source));
    }

    private static void writeWal(EmbeddedServer server, int segments) {
        for (int segment = 0; segment < segments; segment++) {
            server.execute("postgres", "SELECT pg_logical_emit_message(true, 'wal', 'any')", "SELECT pg_switch_wal()");
        }
    }

    private Site site(EmbeddedServer server) {
        Site site = opened.push(Site.create(server, directory, "lineage", TABLE));
        site.execute(
                "DROP PUBLICATION " + site.publication(), "CREATE PUBLICATION " + site.publication() + " FOR TABLE t");
        return site;
    }

    private Path makeDirectory(String name) {
        try {
            return Files.createDirectory(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
