package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.EntryDraft;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each guard is switched off in a gateway, and the judges must notice: the slot's poller, the reader of the commit log,
 * the oracle, or the exit code. The same run with the guard in place finds nothing. A guard whose removal nothing
 * notices is not tested.
 */
final class SabotageTest {

    private static final String GATEWAY = "dev.headgate.gateway.";
    private static final String STAGING = "dev.headgate.staging.";
    private static final String SECRET = "078-05-1120";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LINEAGE = 80;
    private static final int LOG = 82;
    private static final int FENCED_OUT = 83;
    private static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY, word text, big text)";
    private static final Sabotage SABOTAGE = new Sabotage();
    private static EmbeddedServer server;
    private static int databases;

    @TempDir
    private Path directory;

    private final Deque<Site> sites = new ArrayDeque<>();

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder().start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
        System.out.println(SABOTAGE);
    }

    @AfterEach
    void close() {
        sites.forEach(Site::close);
    }

    @Test
    void only_the_durable_frontier_is_acknowledged() {
        String guard = "only the durable frontier is acknowledged";
        SABOTAGE.requireQuiet(guard, unflushed(site()));
        SABOTAGE.requireNoticed(
                guard, unflushed(site(), GATEWAY + "frontier.DurableFrontier#lsn=return:" + Long.MAX_VALUE));
    }

    private static List<String> unflushed(Site site, String... sabotage) {
        site.config().set("staging", "flush", "max_age").to("1h");
        site.config().set("sources", Site.SOURCE, "status_interval").to("100ms");
        Sabotage.runUntilCaughtUp(site);
        site.execute("INSERT INTO t SELECT n FROM generate_series(1, 10) n");
        return receivedAndNotFlushed(site, sabotage);
    }

    private static List<String> receivedAndNotFlushed(Site site, String... sabotage) {
        try (GatewayProcess gateway = Sabotage.start(site.config(), sabotage)) {
            String end = site.server().walFlushLsn();
            Await.until(
                    "the server knows that the rows were received",
                    SOON,
                    () -> server.queryLong(
                                    "postgres",
                                    "SELECT count(*) FROM pg_stat_replication WHERE write_lsn >= '" + end + "'")
                            > 0,
                    gateway::tail);
            long polls = site.poller().polls() + 3;
            Await.until("polls", SOON, () -> site.poller().polls() >= polls);
            Sabotage.requireTaken(gateway.output(), sabotage);
            return Findings.ofSlot(site);
        }
    }

    @Test
    @Tag("torture")
    void the_driver_does_not_acknowledge_by_itself() throws SQLException {
        String guard = "the driver's automatic flush is off";
        String driver = "org.postgresql.replication.fluent.logical.LogicalStreamBuilder#getAutomaticFlush";
        SABOTAGE.requireQuiet(guard, interleaved(site()));
        SABOTAGE.requireNoticed(guard, interleaved(site(), driver + "=return:true"));
    }

    /**
     * The driver takes a keepalive for an acknowledgement when the message before it lies below what was flushed: so a
     * transaction whose changes are old comes after a small one that is received and not durable.
     */
    private static List<String> interleaved(Site site, String... sabotage) throws SQLException {
        Sabotage.runUntilCaughtUp(site);
        site.config().set("staging", "flush", "max_age").to("1h");
        site.config().set("sources", Site.SOURCE, "status_interval").to("100ms");
        try (Connection slow = server.connect(site.database());
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("INSERT INTO t SELECT n FROM generate_series(1001, 60000) n");
            Sabotage.runUntilCaughtUp(site);
            site.execute("INSERT INTO t VALUES (1)");
            slow.commit();
        }
        return receivedAndNotFlushed(site, sabotage);
    }

    @Test
    void transactions_that_are_durable_are_dropped_when_they_come_again() {
        String guard = "what is durable is dropped at Begin";
        SABOTAGE.requireQuiet(guard, sentAgain(site()));
        SABOTAGE.requireNoticed(
                guard, sentAgain(site(), GATEWAY + "pipeline.TransactionAssembler#isAlreadyDurable=return:false"));
    }

    /** The server skips what lies before the start position too; so the gateway is made to start at the slot's own. */
    private static List<String> sentAgain(Site site, String... sabotage) {
        try (GatewayProcess gateway =
                Sabotage.start(site.config(), GATEWAY + "source.ReplicationSession#acknowledge=skip")) {
            site.awaitStreaming(gateway);
            site.execute("INSERT INTO t VALUES (1), (2)", "UPDATE t SET word = 'x' WHERE id = 1");
            site.awaitCaughtUp(gateway);
        }
        String start = GATEWAY + "source.ReplicationSession#start=argument:0:" + site.confirmedFlushLsn();
        Sabotage.runUntilCaughtUp(
                site, Stream.concat(Stream.of(start), Stream.of(sabotage)).toArray(String[]::new));
        return Findings.of(site);
    }

    @Test
    void values_that_a_change_does_not_carry_and_key_changes_are_told_apart() {
        SABOTAGE.requireQuiet("changes", changes(site()));
        SABOTAGE.requireNoticed(
                "an unchanged TOAST value is absent, not null",
                changes(site(), GATEWAY + "pipeline.TableRoute#lacksValues=return:false"));
        SABOTAGE.requireNoticed(
                "a key change is a delete and an insert",
                changes(site(), GATEWAY + "pipeline.TableRoute#changesKey=return:false"));
    }

    private static List<String> changes(Site site, String... sabotage) {
        Sabotage.runUntilCaughtUp(site);
        site.execute(
                "ALTER TABLE t ALTER COLUMN big SET STORAGE EXTERNAL",
                "INSERT INTO t SELECT n, 'word', repeat('b', 10000) FROM generate_series(1, 5) n",
                "UPDATE t SET word = 'changed' WHERE id = 2",
                "UPDATE t SET id = 30 WHERE id = 3");
        Sabotage.runUntilCaughtUp(site, sabotage);
        return Findings.of(site);
    }

    @Test
    void excluded_columns_are_in_no_file() {
        String guard = "an excluded column is not staged";
        SABOTAGE.requireQuiet(guard, excluded(site()));
        SABOTAGE.requireNoticed(guard, excluded(site(), GATEWAY + "config.SourceConfig#excludesColumn=return:false"));
    }

    private static List<String> excluded(Site site, String... sabotage) {
        site.config().set("staging", "compression").to("none");
        site.config().set("sources", Site.SOURCE, "exclude_columns").to(Map.of("public.t", List.of("word")));
        Sabotage.runUntilCaughtUp(site);
        site.execute("INSERT INTO t VALUES (1, '" + SECRET + "', 'b')");
        Sabotage.runUntilCaughtUp(site, sabotage);
        assertThat(site.log().entries())
                .anyMatch(entry -> !StagedLog.files(entry).isEmpty());
        return filesWithTheSecret(site.config().stagingRoot());
    }

    private static List<String> filesWithTheSecret(Path root) {
        List<String> found = new ArrayList<>();
        for (String file : StagedTree.list(root).keySet()) {
            try {
                String bytes = Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1);
                if (bytes.contains(SECRET)) {
                    found.add("the excluded value is in " + file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    @Test
    void an_entry_ends_between_transactions() {
        String guard = "an entry never ends inside a transaction";
        String assembler = GATEWAY + "pipeline.TransactionAssembler#";
        SABOTAGE.requireQuiet(guard, longTransaction(site()));
        SABOTAGE.requireNoticed(
                guard,
                longTransaction(
                        site(),
                        assembler + "inTransaction=return:false",
                        assembler + "requireBetweenTransactions=skip"));
    }

    private static List<String> longTransaction(Site site, String... sabotage) {
        site.config().set("staging", "flush", "max_age").to("10ms");
        Sabotage.runUntilCaughtUp(site);
        site.execute("INSERT INTO t SELECT n, repeat('w', 100) FROM generate_series(1, 60000) n");
        Sabotage.runUntilCaughtUp(site, sabotage);
        return Findings.of(site);
    }

    @Test
    void a_slot_that_was_advanced_is_refused() {
        Site site = site();
        Sabotage.runUntilCaughtUp(site);
        site.execute(
                "INSERT INTO t VALUES (1)",
                "SELECT pg_replication_slot_advance('" + site.slot() + "', pg_current_wal_lsn())");
        assertRefusedAndMissed(
                "lineage: the slot was not advanced",
                site,
                LINEAGE,
                GATEWAY + "source.LineageCheck#requireNotAdvanced=skip");
    }

    @Test
    void a_publication_that_was_another_for_a_while_is_refused() {
        Site site = site();
        site.execute(
                "DROP PUBLICATION " + site.publication(),
                "CREATE PUBLICATION " + site.publication() + " FOR TABLE t, headgate_marker");
        Sabotage.runUntilCaughtUp(site);
        site.execute(
                "ALTER PUBLICATION " + site.publication() + " DROP TABLE t",
                "INSERT INTO t VALUES (1)",
                "ALTER PUBLICATION " + site.publication() + " ADD TABLE t");
        assertRefusedAndMissed(
                "lineage: the publication is the same",
                site,
                LINEAGE,
                GATEWAY + "source.LineageCheck#requireSamePublication=skip");
    }

    @Test
    void a_changed_byte_of_an_entry_is_refused() throws IOException {
        Site site = site();
        Sabotage.runUntilCaughtUp(site);
        site.execute("INSERT INTO t VALUES (1)");
        StagedLog.Entry last = lastEntry(site);
        Path file = site.log().entryFile(last.number());
        String changed = Files.readString(file)
                .replace(
                        "\"through_lsn\": \"" + StagedLog.text(last.throughLsn()) + "\"",
                        "\"through_lsn\": \"" + server.walFlushLsn() + "\"");
        assertThat(changed).isNotEqualTo(Files.readString(file));
        Files.writeString(file, changed);
        assertRefusedAndMissed(
                "an entry carries a hash of itself", site, LOG, STAGING + "log.ContentHash#isIntact=return:true");
    }

    @Test
    void an_entry_that_does_not_follow_the_one_before_is_refused() throws IOException {
        Site site = site();
        Sabotage.runUntilCaughtUp(site);
        Path fork = directory.resolve("fork");
        StagedTree.copy(site.config().stagingRoot(), fork);
        site.execute("INSERT INTO t VALUES (1)");
        Sabotage.runUntilCaughtUp(site);
        StagedLog.Entry last = lastEntry(site);
        Files.copy(
                forkedEntry(fork, last.number()),
                site.log().entryFile(last.number()),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefusedAndMissed(
                "each entry names the one before", site, LOG, STAGING + "log.ChainLink#requireFollowedBy=skip");
    }

    /** An entry of that number in a log with the same beginning. */
    private static Path forkedEntry(Path root, long number) throws IOException {
        try (StagingStore store = new LocalStore(root)) {
            CommitLog log = CommitLog.open(store, Site.SOURCE);
            LogState state = log.state();
            while (log.state().lastEntry() < number) {
                log.publish(EntryDraft.ofEvents(
                        state.epoch(), Objects.requireNonNull(state.lineage()), state.throughLsn(), List.of()));
            }
        }
        return new StagedLog(root, Site.SOURCE).entryFile(number);
    }

    /** With the guard the gateway refuses and changes nothing, so that the same site serves without it. */
    private static void assertRefusedAndMissed(String guard, Site site, int exitCode, String sabotage) {
        SABOTAGE.requireQuiet(guard, Findings.ofExit(Sabotage.runUntilCaughtUp(site), exitCode));
        GatewayOutcome unguarded = Sabotage.runUntilCaughtUp(site, sabotage);
        assertThat(Findings.ofExit(unguarded, exitCode)).as(unguarded.output()).isNotEmpty();
        SABOTAGE.requireNoticed(guard, Findings.ofStagedState(site));
    }

    @Test
    @Tag("torture")
    void a_former_writer_is_fenced_out() {
        SABOTAGE.requireQuiet("fencing", takenOver(site(), List.of(), List.of()));
        SABOTAGE.requireNoticed(
                "the successor publishes a fencing entry",
                takenOver(
                        site(),
                        List.of(),
                        List.of(
                                GATEWAY + "daemon.SessionAttempt#fence=instead:0:durable",
                                STAGING + "log.CommitLog#hasPublished=return:true")));
        SABOTAGE.requireNoticed(
                "an entry in place is compared with one's own",
                takenOver(site(), List.of(STAGING + "log.CommitLog#isInPlace=return:true"), List.of()));
    }

    /** A gateway that stands right before an entry is paused; another takes over; then the first one goes on. */
    private List<String> takenOver(Site site, List<String> formerSabotage, List<String> successorSabotage) {
        Path hold = createFile("hold-publish");
        List<String> formerPoints = new ArrayList<>(formerSabotage);
        formerPoints.add(STAGING + "log.CommitLog#publish:3=hold:" + hold);
        List<String> findings = new ArrayList<>();
        try (GatewayProcess former = Sabotage.start(site.config(), formerPoints.toArray(String[]::new))) {
            site.awaitStreaming(former);
            site.execute("INSERT INTO t VALUES (1)");
            site.awaitCaughtUp(former);
            site.execute("INSERT INTO t VALUES (2)");
            Await.until("the entry is held back", SOON, () -> former.output().contains("hold taken"), former::tail);
            former.suspend();
            delete(hold);
            terminateWalSender(site);
            StagedTree.deleteLocks(site.config().stagingRoot());
            try (GatewayProcess successor =
                    Sabotage.start(secondConfig(site), successorSabotage.toArray(String[]::new))) {
                site.awaitStreaming(successor);
                former.resume();
                Await.until(
                        "the former gateway ended or went on",
                        SOON,
                        () -> !former.isAlive()
                                || former.state(Site.SOURCE).matches("connecting|waiting_for_slot|waiting_for_lock"),
                        former::tail);
                findings.addAll(exit(former));
                site.execute("INSERT INTO t VALUES (3)");
                findings.addAll(caughtUp(site, successor));
                Sabotage.requireTaken(successor.output(), successorSabotage.toArray(String[]::new));
                Sabotage.requireTaken(former.output(), formerSabotage.toArray(String[]::new));
            }
        }
        findings.addAll(0, Findings.of(site));
        return findings;
    }

    private static List<String> exit(GatewayProcess former) {
        if (former.isAlive()) {
            return List.of("the former gateway goes on as if nothing had happened");
        }
        return Findings.ofExit(new GatewayOutcome(former.awaitExit(SOON), former.output()), FENCED_OUT);
    }

    private static List<String> caughtUp(Site site, GatewayProcess successor) {
        long end = site.commitMarker();
        Await.until(
                "the successor caught up or ended",
                SOON,
                () -> !successor.isAlive() || Long.compareUnsigned(site.provenLsn(), end) >= 0,
                successor::tail);
        return successor.isAlive() ? List.of() : List.of("the successor ended with " + successor.awaitExit(SOON));
    }

    @Test
    void the_log_is_read_again_once_the_slot_is_held() {
        String guard = "the log is read again after START_REPLICATION";
        SABOTAGE.requireQuiet(guard, staleLog(site()));
        SABOTAGE.requireNoticed(guard, staleLog(site(), STAGING + "log.CommitLog#refresh=return:false"));
    }

    /** A second gateway reads the log, and only then the first one adds to it and lets the slot go. */
    private List<String> staleLog(Site site, String... sabotage) {
        Path hold = createFile("hold-start");
        List<String> points = new ArrayList<>(List.of(sabotage));
        points.add(GATEWAY + "source.ReplicationSession#start:1=hold:" + hold);
        try (GatewayProcess first = site.startStreaming()) {
            StagedTree.deleteLocks(site.config().stagingRoot());
            try (GatewayProcess second = Sabotage.start(secondConfig(site), points.toArray(String[]::new))) {
                Await.until("the second has read", SOON, () -> second.output().contains("hold taken"), second::tail);
                site.execute("INSERT INTO t VALUES (1)");
                site.awaitAcknowledged(first);
                Site.stop(first);
                delete(hold);
                List<String> findings = new ArrayList<>(caughtUp(site, second));
                findings.addAll(Findings.of(site));
                Sabotage.requireTaken(second.output(), sabotage);
                return findings;
            }
        }
    }

    @Test
    void an_unknown_outcome_is_resolved_by_reading_the_entry_back() {
        String guard = "an entry of unknown outcome is read back";
        SABOTAGE.requireQuiet(guard, unknownOutcome(site()));
        SABOTAGE.requireNoticed(guard, unknownOutcome(site(), STAGING + "log.CommitLog#isInPlace=return:false"));
    }

    private static List<String> unknownOutcome(Site site, String... sabotage) {
        List<String> points = new ArrayList<>(List.of(sabotage));
        // The first is the fencing entry; the second is created, but the answer is lost.
        points.add(STAGING + "store.LocalStore#createIfAbsent@exit:2=fail:answer lost");
        Sabotage.runUntilCaughtUp(site);
        site.execute("INSERT INTO t VALUES (1)");
        GatewayOutcome outcome = Sabotage.runUntilCaughtUp(site, points.toArray(String[]::new));
        List<String> findings = new ArrayList<>(Findings.ofExit(outcome, 0));
        findings.addAll(Findings.of(site));
        return findings;
    }

    @Test
    void two_gateways_of_one_machine_keep_out_of_each_others_way() {
        String guard = "a source has a lock";
        SABOTAGE.requireQuiet(guard, twoGateways(site()));
        SABOTAGE.requireNoticed(
                guard, twoGateways(site(), GATEWAY + "daemon.SourceLock#path=return:_headgate/another/lock"));
    }

    private List<String> twoGateways(Site site, String... sabotage) {
        try (GatewayProcess first = site.startStreaming();
                GatewayProcess second = Sabotage.start(secondConfig(site), sabotage)) {
            Await.until(
                    "the second waits",
                    SOON,
                    () -> second.state(Site.SOURCE).startsWith("waiting_for_"),
                    () -> second.state(Site.SOURCE) + second.tail());
            Sabotage.requireTaken(second.output(), sabotage);
            String state = second.state(Site.SOURCE);
            assertThat(first.state(Site.SOURCE)).isEqualTo("streaming");
            return state.equals("waiting_for_lock") ? List.of() : List.of("the second is past the lock: " + state);
        }
    }

    @Test
    void files_that_a_killed_gateway_left_are_deleted() {
        String guard = "files that no entry names are deleted";
        SABOTAGE.requireQuiet(guard, orphaned(site()));
        SABOTAGE.requireNoticed(guard, orphaned(site(), STAGING + "OrphanFiles#deleteBehind=skip"));
    }

    private static List<String> orphaned(Site site, String... sabotage) {
        Sabotage.runUntilCaughtUp(site);
        site.execute("INSERT INTO t VALUES (1)");
        try (GatewayProcess killed =
                Sabotage.start(site.config(), STAGING + "store.LocalPendingFile#publish@exit=halt")) {
            killed.awaitExit(SOON);
        }
        Sabotage.runUntilCaughtUp(site, sabotage);
        long unnamed =
                StagingLeftovers.of(site.config().stagingRoot(), site.log()).unnamedData();
        List<String> findings = new ArrayList<>(Findings.of(site));
        if (unnamed > 0) {
            findings.add(unnamed + " data file that no entry names");
        }
        return findings;
    }

    private Site site() {
        databases++;
        Site site = Site.create(server, makeDirectory("site" + databases), "sabotage" + databases, TABLE);
        site.config().set("staging", "flush", "max_age").to("50ms");
        // Steps of the stream are counted; reading tables takes such steps, too.
        site.config().set("sources", Site.SOURCE, "snapshot", "mode").to("never");
        sites.push(site);
        return site;
    }

    private GatewayConfigFile secondConfig(Site site) {
        return site.config().copyWithOwnAdminPort(directory.resolve("second-" + site.database() + ".yaml"));
    }

    private static StagedLog.Entry lastEntry(Site site) {
        List<StagedLog.Entry> entries = site.log().entries();
        return entries.get(entries.size() - 1);
    }

    private static void terminateWalSender(Site site) {
        String active = "FROM pg_replication_slots WHERE slot_name = '" + site.slot() + "' AND active";
        server.execute("postgres", "SELECT pg_terminate_backend(active_pid) " + active);
        Await.until("the slot is free", SOON, () -> server.queryLong("postgres", "SELECT count(*) " + active) == 0);
    }

    private Path makeDirectory(String name) {
        try {
            return Files.createDirectory(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path createFile(String prefix) {
        try {
            return Files.createTempFile(directory, prefix, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
