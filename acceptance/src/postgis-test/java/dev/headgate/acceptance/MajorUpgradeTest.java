package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.Command;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The runbook "Of PostgreSQL, major", followed from 13 to 15 with the real {@code pg_upgrade} of Debian's package; the
 * embedded servers are without it.
 */
final class MajorUpgradeTest {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql/15");
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final int CLUSTER_CHANGED = 80;

    private Path directory = Path.of("");

    @BeforeEach
    void makeDirectory() throws IOException {
        assertThat(DEBIAN.resolve("bin/pg_upgrade"))
                .as("apt-get install postgresql-15")
                .isExecutable();
        // The server's own user has to be able to enter it.
        directory = Files.createTempDirectory("headgate-upgrade-");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        // Programs of this version are taken from the cache where it has them.
        Files.createSymbolicLink(directory.resolve("postgres-15"), DEBIAN);
    }

    @AfterEach
    void deleteDirectory() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void a_major_upgrade_loses_nothing_and_the_new_cluster_is_not_taken_for_the_old_one() throws IOException {
        Path staged = Files.createDirectory(directory.resolve("site"));
        try (EmbeddedServer old = server(13);
                EmbeddedServer upgraded = server(15);
                Site before = Site.create(old, staged, "shop", "CREATE TABLE orders (id int PRIMARY KEY, what text)")) {
            try (GatewayProcess gateway = before.startStreaming()) {
                before.execute("INSERT INTO orders SELECT g, 'before' FROM generate_series(1, 100) g");
                before.awaitCaughtUp(gateway);
                Site.stop(gateway);
            }
            before.execute("UPDATE orders SET what = 'last words' WHERE id > 90");
            assertSucceeds(before, "run", "--until-caught-up");
            before.assertExactlyOnce();
            old.execute("postgres", "SELECT pg_drop_replication_slot('" + before.slot() + "')");
            upgrade(old, upgraded);

            before.config().port(upgraded.port());
            try (GatewayProcess gateway = GatewayProcess.run(before.config()).start()) {
                assertThat(gateway.awaitExit(STOP)).as(gateway.tail()).isEqualTo(CLUSTER_CHANGED);
                assertThat(gateway.output()).contains("HG-3007", "headgate accept-lineage " + Site.SOURCE);
            }
            assertSucceeds(before, "accept-lineage", Site.SOURCE, "--yes");
            // The slot is watched from here on: the new one began ahead of the old cluster's log.
            try (Site after = before.onServer(upgraded)) {
                try (GatewayProcess gateway = after.startStreaming()) {
                    after.execute("INSERT INTO orders VALUES (101, 'after')", "DELETE FROM orders WHERE id = 1");
                    after.awaitCaughtUp(gateway);
                    SnapshotTest.awaitLoaded(after, gateway);
                    Site.stop(gateway);
                }
                after.assertExactlyOnce();
            }
        }
    }

    private EmbeddedServer server(int majorVersion) {
        return EmbeddedServer.builder()
                .majorVersion(majorVersion)
                .cacheDirectory(directory)
                .start();
    }

    /** Leaves the new one running with all that the old one had. */
    private void upgrade(EmbeddedServer old, EmbeddedServer upgraded) throws IOException {
        old.stopFast(STOP);
        upgraded.stopFast(STOP);
        Path oldPrograms = directory.resolve("postgres-13").resolve("bin");
        lendPrograms(oldPrograms);
        // It writes into its working directory, and has to be the servers' user.
        UserPrincipal owner = Files.getOwner(old.dataDirectory());
        Path work = Files.createDirectory(directory.resolve("work"));
        Files.setOwner(work, owner);
        String command = "cd " + work + " && exec " + asUser(owner) + " " + DEBIAN
                + "/bin/pg_upgrade --username=postgres --old-bindir=" + oldPrograms + " --new-bindir=" + DEBIAN
                + "/bin --old-datadir=" + old.dataDirectory() + " --new-datadir=" + upgraded.dataDirectory();
        assertThat(Command.require("sh", "-c", command)).contains("Upgrade Complete");
        upgraded.start();
    }

    /**
     * The embedded servers lack what pg_upgrade asks the old cluster's control file with. Those of 15 can read it, since
     * 13 to 15 have one form of it, but {@code pg_resetwal} wants to be told that it is its own.
     */
    private static void lendPrograms(Path oldPrograms) throws IOException {
        Files.createSymbolicLink(oldPrograms.resolve("pg_controldata"), DEBIAN.resolve("bin/pg_controldata"));
        Path asking = Files.writeString(oldPrograms.resolve("pg_resetwal"), """
                #!/bin/sh
                # pg_upgrade calls it with -V, and with -n and the data directory, which changes nothing.
                [ "$1" = -n ] || exec %1$s/bin/pg_resetwal "$@"
                own=$(mktemp -d) && ln -s "$2"/* "$own" && rm "$own/PG_VERSION" && echo 15 >"$own/PG_VERSION"
                %1$s/bin/pg_resetwal -n "$own"
                answered=$?
                rm -r "$own"
                exit $answered
                """.formatted(DEBIAN));
        Files.setPosixFilePermissions(asking, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** As the servers are run: root has to become somebody else, in whatever way the kernel lets it. */
    private static String asUser(UserPrincipal owner) {
        if (!System.getProperty("user.name").equals("root")) {
            return "env";
        }
        return owner.getName().equals("root") ? "unshare -U" : "setpriv --reuid=" + owner.getName() + " --clear-groups";
    }

    private static void assertSucceeds(Site site, String... command) {
        GatewayOutcome outcome = GatewayProcess.command(command)
                .with("--config", site.config().path().toString())
                .toEnd();
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }
}
