package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.TableComparison;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.workload.HistoryCheck;
import dev.headgate.quickstart.workload.RandomTransactions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One installation of the gateway: a database with a publication of all its tables, a role with {@code REPLICATION} that
 * may read them, a configuration, a staging root, and the poller that watches the slot as long as the site lives.
 */
final class Site implements AutoCloseable {

    /** Name of the source in the configuration. */
    static final String SOURCE = "shop";

    /** How long staged state may take to catch up on a busy machine; longer than an idle advance. */
    static final Duration CATCH_UP = Duration.ofMinutes(3);

    private static final Duration COMMAND = Duration.ofSeconds(60);

    /** What SIGTERM is given to end in order. */
    static final Duration STOP = Duration.ofSeconds(30);

    /** Of the admin server, for sites that set it; commands read it from the configuration. */
    static final String TOKEN = "a-token-of-sixteen-characters";

    private static final String MARKER = "headgate_marker";

    private final EmbeddedServer server;
    private final String database;
    private final GatewayConfigFile config;
    private final StagedLog log;
    private final SlotPoller poller;
    private long checkedEntry;

    private Site(EmbeddedServer server, String database, GatewayConfigFile config) {
        this.server = server;
        this.database = database;
        this.config = config;
        this.log = new StagedLog(config.stagingRoot(), SOURCE);
        this.poller = SlotPoller.watch(server, slot(), log);
    }

    /**
     * Creates the database and writes the configuration; starts no gateway.
     *
     * @param directory of this site alone
     * @param schema statements that create the tables
     */
    static Site create(EmbeddedServer server, Path directory, String database, String... schema) {
        server.createDatabase(database);
        createRole(server);
        letRead(server, database);
        server.execute(database, schema);
        server.execute(
                database,
                "CREATE TABLE " + MARKER + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)",
                "CREATE PUBLICATION " + publication(database) + " FOR ALL TABLES");
        GatewayConfigFile config = GatewayConfigFile.create(directory, server)
                .source(SOURCE, database, slot(database), publication(database));
        return new Site(server, database, config);
    }

    /** The same installation after its database was moved to another server. */
    Site onServer(EmbeddedServer other) {
        return new Site(other, database, config.port(other.port()));
    }

    static void createRole(EmbeddedServer server) {
        long roles = server.queryLong(
                "postgres", "SELECT count(*) FROM pg_roles WHERE rolname = '" + GatewayConfigFile.USER + "'");
        if (roles == 0) {
            server.execute(
                    "postgres", "CREATE ROLE " + GatewayConfigFile.USER + " LOGIN REPLICATION PASSWORD 'correct'");
        }
    }

    /** Lets the role read what is created in the database from now on: a snapshot needs that, the stream does not. */
    static void letRead(EmbeddedServer server, String database) {
        server.execute(
                database,
                "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO " + GatewayConfigFile.USER,
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO " + GatewayConfigFile.USER);
    }

    private static String slot(String database) {
        return "headgate_" + database;
    }

    private static String publication(String database) {
        return database + "_pub";
    }

    EmbeddedServer server() {
        return server;
    }

    String database() {
        return database;
    }

    String slot() {
        return slot(database);
    }

    String publication() {
        return publication(database);
    }

    GatewayConfigFile config() {
        return config;
    }

    StagedLog log() {
        return log;
    }

    SlotPoller poller() {
        return poller;
    }

    /** A gateway that is started and streams; the caller closes it. */
    GatewayProcess startStreaming() {
        GatewayProcess gateway = GatewayProcess.run(config).start();
        awaitStreaming(gateway);
        return gateway;
    }

    /** Runs a gateway until it has staged and acknowledged all that is committed, and stops it in order. */
    void runUntilAcknowledged() {
        try (GatewayProcess gateway = startStreaming()) {
            awaitAcknowledged(gateway);
            stop(gateway);
        }
    }

    /** SIGTERM, and the exit code of an orderly end. */
    static void stop(GatewayProcess gateway) {
        gateway.sigterm();
        assertThat(gateway.awaitExit(STOP)).as(gateway.tail()).isIn(0, 143);
    }

    /** Waits until a gateway streams, and ends it if it does not. */
    void awaitStreaming(GatewayProcess gateway) {
        try {
            gateway.awaitStreaming(SOURCE);
        } catch (AssertionError e) {
            gateway.close();
            throw e;
        }
    }

    /** Runs statements in the site's database, each in a transaction of its own. */
    void execute(String... statements) {
        server.execute(database, statements);
    }

    /** Commits a row that is staged after all that was committed before, and where the WAL ends then. */
    long commitMarker() {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO " + MARKER + " DEFAULT VALUES");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return StagedLog.lsn(server.walFlushLsn());
    }

    /** Asks something of a table of the running gateway, as an operator does, with the command line. */
    void ask(String command, String table) {
        try (GatewayProcess process = GatewayProcess.command(
                        command, "--config", config.path().toString(), SOURCE, table)
                .start()) {
            assertThat(process.awaitExit(COMMAND)).as(process.output()).isZero();
            assertThat(process.output()).contains(table);
        }
    }

    /** Waits until all that is committed now is on the disk; how far the disk then proves. */
    long awaitCaughtUp(GatewayProcess gateway) {
        long end = commitMarker();
        Await.until(
                "staged through " + StagedLog.text(end),
                CATCH_UP,
                () -> {
                    if (!gateway.isAlive() || gateway.state(SOURCE).equals("halted")) {
                        throw new AssertionError("the gateway gave up\n" + gateway.tail());
                    }
                    return Long.compareUnsigned(provenLsn(), end) >= 0;
                },
                () -> "newest entry " + log.newestProven() + "\n" + gateway.source(SOURCE) + "\n" + gateway.tail());
        return provenLsn();
    }

    /** Waits until the slot has been told of all that is committed now. */
    void awaitAcknowledged(GatewayProcess gateway) {
        long proven = awaitCaughtUp(gateway);
        Await.until(
                "slot confirmed through " + StagedLog.text(proven),
                CATCH_UP,
                () -> Long.compareUnsigned(confirmedFlushLsn(), proven) >= 0,
                gateway::tail);
    }

    /** How far the files on the disk prove; 0 without an entry. */
    long provenLsn() {
        StagedLog.Entry newest = log.newestProven();
        return newest == null ? 0 : newest.throughLsn();
    }

    /** The slot's {@code confirmed_flush_lsn}. */
    long confirmedFlushLsn() {
        String lsn = server.queryValue(
                "postgres",
                "SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = '" + slot() + "'");
        if (lsn == null) {
            throw new AssertionError("there is no slot " + slot());
        }
        return StagedLog.lsn(lsn);
    }

    /** That the state rebuilt from the files equals the source, that no change is twice, and the slot never ran ahead. */
    void assertExactlyOnce() {
        assertExactlyOnce(OracleOptions.strict());
    }

    /** The same, for sites where the oracle has to know more. */
    void assertExactlyOnce(OracleOptions options) {
        assertThat(log.problems()).as("commit log").isEmpty();
        try (StagedState state = StagedState.read(config.stagingRoot(), SOURCE, options);
                Connection source = server.connect(database)) {
            assertThat(state.problems()).as("order and uniqueness").isEmpty();
            List<TableComparison> tables = new SourceComparison(state)
                    .compare(source, SourceComparison.publishedTables(source, publication()));
            assertThat(tables).as("tables").isNotEmpty().allMatch(TableComparison::equal);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        assertThat(poller.violations())
                .as("confirmed_flush_lsn against the disk")
                .isEmpty();
        assertThat(poller.polls()).as("polls").isPositive();
    }

    /** Published tables whose staged state is not the source's, or is still being read. */
    Set<String> differingTables() {
        try (StagedState state = StagedState.read(config.stagingRoot(), SOURCE, OracleOptions.strict());
                Connection source = server.connect(database)) {
            return new SourceComparison(state)
                    .compare(source, SourceComparison.publishedTables(source, publication())).stream()
                            .filter(table -> !table.equal())
                            .map(table -> table.table().table())
                            .collect(Collectors.toCollection(TreeSet::new));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * What is wrong with the staged files as they are now, without waiting for anything: order, duplicates, and for
     * each entry the state of the tables of {@link RandomTransactions}.
     */
    List<String> historyProblems(String schema) {
        checkedEntry = 0;
        return newHistoryProblems(schema);
    }

    /** The same, but the state of the tables only for the entries since the last call. */
    List<String> newHistoryProblems(String schema) {
        List<String> problems = new ArrayList<>(log.problems());
        try (StagedState state = StagedState.read(config.stagingRoot(), SOURCE, OracleOptions.strict())) {
            problems.addAll(state.problems());
            problems.addAll(new HistoryCheck(state, database, schema).problemsAfter(checkedEntry));
            checkedEntry = state.lastEntry();
        }
        return problems;
    }

    /** Ends the watch and drops slot and database; gateways must have ended. */
    @Override
    public void close() {
        poller.close();
        if (!server.isRunning()) {
            server.start();
        }
        String slots = "FROM pg_replication_slots WHERE database = '" + database + "'";
        Await.until(
                "no slot of " + database + " is active",
                Duration.ofSeconds(30),
                () -> server.queryLong("postgres", "SELECT count(*) " + slots + " AND active") == 0);
        server.execute("postgres", "SELECT pg_drop_replication_slot(slot_name) " + slots, "DROP DATABASE " + database);
    }
}
