package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.PowerCutDisk;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.workload.RandomTransactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk with the staging root loses power while the gateway streams under load: everything that was acknowledged is
 * there after the next mount. A kill alone never shows this, since the kernel still writes what a killed process wrote.
 * Needs root and a loop device.
 */
@Tag("torture")
final class PowerLossTest {

    private static final String SCHEMA = "random";
    private static final String DISK = "dev.headgate.staging.store.LocalDisk";
    private static final long DISK_BYTES = 1L << 30;
    private static final int SABOTAGED_CYCLES_MAX = 20;

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("headgate.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @ParameterizedTest
    @ValueSource(ints = {2, 50})
    void what_was_acknowledged_survives_each_power_cut(int cycles) throws IOException, SQLException {
        try (EmbeddedServer server = EmbeddedServer.builder().start();
                PowerCutDisk disk = PowerCutDisk.create(directory, DISK_BYTES);
                Site site = open(server, disk)) {
            RandomTransactions transactions = create(site);
            try (BackgroundLoad load = load(site, transactions)) {
                for (int cycle = 1; cycle <= cycles; cycle++) {
                    long acknowledged = cutWhileStreaming(site, disk);
                    StagedLog log = new StagedLog(site.config().stagingRoot(), Site.SOURCE);
                    assertThat(log.problems())
                            .as("cycle %d, seed %d", cycle, seed)
                            .isEmpty();
                    assertThat(provenLsn(log))
                            .as("cycle %d, seed %d: proven after the power cut, acknowledged before", cycle, seed)
                            .isGreaterThanOrEqualTo(acknowledged);
                }
                try (GatewayProcess gateway = site.startStreaming()) {
                    load.stop();
                    site.awaitCaughtUp(gateway);
                    Site.stop(gateway);
                }
            }
            assertThat(site.historyProblems(SCHEMA)).as("seed %d", seed).isEmpty();
            assertThat(Findings.ofStagedState(site)).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void a_gateway_that_forces_no_file_is_found_out() throws IOException, SQLException {
        assertSabotageIsNoticed(DISK + "$ChannelFile#force=skip");
    }

    @Test
    void a_gateway_that_forces_no_directory_is_found_out() throws IOException, SQLException {
        assertSabotageIsNoticed(DISK + "#forceDirectory=skip");
    }

    private void assertSabotageIsNoticed(String sabotage) throws IOException, SQLException {
        try (EmbeddedServer server = EmbeddedServer.builder().start();
                PowerCutDisk disk = PowerCutDisk.create(directory, DISK_BYTES);
                Site site = open(server, disk);
                BackgroundLoad load = load(site, create(site))) {
            boolean noticed = false;
            for (int cycle = 1; cycle <= SABOTAGED_CYCLES_MAX && !noticed; cycle++) {
                long acknowledged = cutWhileStreaming(site, disk, sabotage);
                StagedLog log = new StagedLog(site.config().stagingRoot(), Site.SOURCE);
                noticed = provenLsn(log) < acknowledged || !log.problems().isEmpty();
            }
            assertThat(noticed).as("%s, seed %d", sabotage, seed).isTrue();
            load.stop();
        }
    }

    /** One cycle; what the server had been told when the gateway was dead. */
    private long cutWhileStreaming(Site site, PowerCutDisk disk, String... sabotage) {
        long before = confirmed(site);
        try (GatewayProcess gateway = Sabotage.start(site.config(), sabotage)) {
            site.awaitStreaming(gateway);
            Await.until("something is acknowledged", Site.CATCH_UP, () -> confirmed(site) > before, gateway::tail);
            Await.pause(Duration.ofMillis(random.nextInt(1_000)));
            disk.cut();
            // It lives on for a moment on a disk that answers every call with an error.
            Await.pause(Duration.ofMillis(random.nextInt(200)));
            gateway.kill9();
        }
        long acknowledged = confirmed(site);
        disk.restore();
        return acknowledged;
    }

    /** The slot's position; 0 as long as there is no slot. */
    private static long confirmed(Site site) {
        String lsn = site.server()
                .queryValue(
                        "postgres",
                        "SELECT max(confirmed_flush_lsn)::text FROM pg_replication_slots WHERE slot_name = '"
                                + site.slot() + "'");
        return lsn == null ? 0 : StagedLog.lsn(lsn);
    }

    private static long provenLsn(StagedLog log) {
        StagedLog.Entry newest = log.newestProven();
        return newest == null ? 0 : newest.throughLsn();
    }

    private Site open(EmbeddedServer server, PowerCutDisk disk) throws IOException {
        // Only the staging root is on the disk that loses power.
        Files.createSymbolicLink(directory.resolve("staging"), disk.directory());
        Site site = Site.create(server, directory, "power_loss");
        site.config().set("staging", "flush", "max_age").to("50ms");
        site.config().set("staging", "min_free").to("1MiB");
        // The slot is older than the first row, so that the oracle knows the whole history.
        site.runUntilAcknowledged();
        // It would see the disk die, and hold files open when the disk is mounted again.
        site.poller().close();
        return site;
    }

    private RandomTransactions create(Site site) throws SQLException {
        RandomTransactions transactions = new RandomTransactions(SCHEMA, seed, true, true);
        try (Connection connection = site.server().connect(site.database())) {
            transactions.create(connection);
        }
        return transactions;
    }

    private static BackgroundLoad load(Site site, RandomTransactions transactions) {
        return BackgroundLoad.start(site, connection -> {
            transactions.run(connection, 5);
            Await.pause(Duration.ofMillis(20));
        });
    }
}
