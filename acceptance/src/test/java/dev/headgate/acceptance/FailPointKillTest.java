package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.acceptance.fault.FailPointAgent;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway is halted in every window between two durable steps, one kill per window. What lies on the disk after the
 * kill proves that it was this window; what the restarted gateway makes of it must equal the source.
 *
 * <p>A start publishes the fencing entry and then replaces the sweep mark, before the first data file: so the first
 * {@code link} of a process is the fence's, its second the data file's, its third that of the entry which names it.
 */
final class FailPointKillTest {

    private static final Duration HALT = Duration.ofSeconds(60);
    private static final String STORE = "dev.headgate.staging.store.";
    private static final String LOG = "dev.headgate.staging.log.CommitLog";

    @RegisterExtension
    private static final SharedServer SERVER = SharedServer.plain();

    @TempDir
    private Path directory;

    private Site site;
    private int rows;

    @BeforeEach
    void open() {
        site = SERVER.site(directory, "CREATE TABLE t (id int PRIMARY KEY, word text)");
        site.config().set("staging", "flush", "max_age").to("100ms");
        // Steps of the stream are counted; reading tables takes such steps, too.
        site.config().set("sources", Site.SOURCE, "snapshot", "mode").to("never");
        site.runUntilAcknowledged();
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void a_kill_in_each_window_of_a_data_file_leaves_no_trace_of_it() {
        killWhileStaging("created", STORE + "LocalStore#create@exit=halt", new Left(1, 0, 0, 1));
        killWhileStaging("written in part", STORE + "LocalPendingFile#write@exit:1=halt", new Left(1, 0, 0, 1));
        killWhileStaging("written", STORE + "LocalPendingFile#publish@enter=halt", new Left(1, 0, 0, 1));
        killWhileStaging("forced", STORE + "TemporaryFile#link@enter:2=halt", new Left(1, 0, 0, 1));
        killWhileStaging("linked", STORE + "TemporaryFile#link@exit:2=halt", new Left(1, 1, 0, 1));
        killWhileStaging("published", STORE + "LocalPendingFile#publish@exit=halt", new Left(0, 1, 0, 1));
        assertRestartedEqual();
    }

    @Test
    void a_kill_in_each_window_of_an_entry_stages_its_rows_once() {
        killWhileStaging("before the entry", LOG + "#publish@enter:2=halt", new Left(0, 1, 0, 1));
        killWhileStaging("entry created", STORE + "TemporaryFile#writeAndForce@enter:3=halt", new Left(0, 1, 1, 1));
        killWhileStaging("entry forced", STORE + "TemporaryFile#link@enter:3=halt", new Left(0, 1, 1, 1));
        killWhileStaging("entry linked", STORE + "TemporaryFile#link@exit:3=halt", new Left(0, 0, 1, 2));
        killWhileStaging("entry durable", LOG + "#publish@exit:2=halt", new Left(0, 0, 0, 2));
        assertRestartedEqual();
    }

    @Test
    void a_kill_around_the_acknowledgement_loses_and_repeats_nothing() {
        String frontier = "dev.headgate.gateway.frontier.DurableFrontier#advance";
        String flushedLsn = "org.postgresql.core.v3.replication.V3PGReplicationStream#setFlushedLSN";
        killWhileStaging("frontier not advanced", frontier + "@enter=halt", new Left(0, 0, 0, 2));
        killWhileStaging("not acknowledged", frontier + "@exit=halt", new Left(0, 0, 0, 2));
        // The first call is made when the stream starts.
        killWhileStaging("known to the driver only", flushedLsn + "@exit:2=halt", new Left(0, 0, 0, 2));
        try (GatewayProcess gateway = site.startStreaming()) {
            commitRow();
            site.awaitAcknowledged(gateway);
            gateway.kill9();
        }
        assertThat(site.poller().violations()).isEmpty();
        assertRestartedEqual();
    }

    @Test
    void a_kill_in_each_window_of_the_start_is_made_good_by_the_next_start() {
        String published = STORE + "LocalPendingFile#publish@exit=halt";
        killWhileStaging("an orphan is left", published, new Left(0, 1, 0, 1));
        kill("before the fence", LOG + "#publish@enter=halt", new Left(0, 1, 0, 0));
        kill("fence linked", STORE + "TemporaryFile#link@exit=halt", new Left(0, 1, 1, 1));
        // The temporary name of that fence stays until a start gets as far as its sweep.
        kill("fence durable", LOG + "#publish@exit=halt", new Left(0, 1, 1, 1));
        kill("before the sweep", "dev.headgate.staging.OrphanFiles#deleteBehind@enter=halt", new Left(0, 1, 1, 1));
        kill("orphan deleted", STORE + "LocalStore#delete@exit=halt", new Left(0, 0, 0, 1));
        killWhileStaging("another orphan is left", published, new Left(0, 1, 0, 1));
        kill("sweep not recorded", LOG + "#recordSwept@enter=halt", new Left(0, 0, 0, 1));
        kill("sweep recorded", LOG + "#recordSwept@exit=halt", new Left(0, 0, 0, 1));
        assertRestartedEqual();
    }

    /**
     * What a kill leaves.
     *
     * @param newEntries how many entries the killed process has published
     */
    private record Left(long temporaryData, long unnamedData, long temporaryEntries, long newEntries) {}

    private void killWhileStaging(String window, String failPoint, Left expected) {
        commitRow();
        kill(window, failPoint, expected);
    }

    private void kill(String window, String failPoint, Left expected) {
        long before = leftovers().entries();
        try (GatewayProcess gateway =
                GatewayProcess.run(site.config()).failPoint(failPoint).start()) {
            assertThat(gateway.awaitExit(HALT))
                    .as("%s%n%s", window, gateway.tail())
                    .isEqualTo(FailPointAgent.HALTED);
        }
        StagingLeftovers found = leftovers();
        assertThat(new Left(
                        found.temporaryData(), found.unnamedData(), found.temporaryEntries(), found.entries() - before))
                .as(window)
                .isEqualTo(expected);
        assertThat(site.log().problems()).as(window).isEmpty();
        assertThat(site.poller().violations()).as(window).isEmpty();
    }

    private StagingLeftovers leftovers() {
        return StagingLeftovers.of(site.config().stagingRoot(), site.log());
    }

    private void commitRow() {
        rows++;
        site.execute("INSERT INTO t VALUES (" + rows + ", 'row " + rows + "')");
    }

    private void assertRestartedEqual() {
        site.runUntilAcknowledged();
        site.assertExactlyOnce();
        assertThat(leftovers().temporaryData()).as("temporary files").isZero();
        assertThat(leftovers().unnamedData()).as("files that no entry names").isZero();
    }
}
