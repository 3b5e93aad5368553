package dev.headgate.gateway.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.source.ControlSession;
import dev.headgate.gateway.source.ServerConnections;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check beside a server on which its question has a bad answer, and beside the same server mended. */
class ServerChecksTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    private static EmbeddedServer server;
    private static int databases;

    @TempDir
    private Path directory;

    private String database = "";
    private boolean staged;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder()
                .setting("max_slot_wal_keep_size", "10GB")
                .setting("max_prepared_transactions", "2")
                .start();
        server.execute("postgres", "CREATE ROLE headgate LOGIN REPLICATION");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createDatabase() {
        database = "shop_" + ++databases;
        server.createDatabase(database);
    }

    @Test
    void wal_level_must_be_logical_and_the_printed_steps_make_it_so() throws Exception {
        try (EmbeddedServer fresh =
                EmbeddedServer.builder().setting("wal_level", "replica").start()) {
            Finding found =
                    ask(fresh, "postgres", "postgres", new WalLevelCheck(), "").get(0);
            assertThat(found.level()).isEqualTo(Level.FAIL);
            assertThat(found.value()).isEqualTo("replica");
            assertThat(found.remedies()).extracting(Remedy::kind).containsExactly(Remedy.Kind.SQL, Remedy.Kind.RESTART);
            fresh.execute("postgres", found.remedies().get(0).text());
            fresh.stopFast(Duration.ofSeconds(30));
            fresh.start();
            assertThat(ask(fresh, "postgres", "postgres", new WalLevelCheck(), ""))
                    .containsExactly(Finding.ok("wal_level", "logical"));
        }
    }

    @Test
    void a_release_without_known_bugs_is_fine_and_others_say_what_they_do() {
        assertThat(VersionCheck.finding(17, 11, Platform.PLAIN, TODAY))
                .isEqualTo(Finding.ok("version", "PostgreSQL 17.11 (plain)"));
        Finding old = VersionCheck.finding(15, 12, Platform.RDS, TODAY);
        assertThat(old.level()).isEqualTo(Level.WARN);
        assertThat(old.why()).contains("can lose their changes").doesNotContain("no fixes");
        assertThat(old.remedies().get(0).text()).contains("15.18 or later");
        Finding ended = VersionCheck.finding(13, 23, Platform.PLAIN, TODAY);
        assertThat(ended.why()).contains("no fixes for this major version any more, since 2025-11-13");
        assertThat(only(new VersionCheck()).value()).startsWith("PostgreSQL 17.");
    }

    @Test
    void a_full_set_of_slots_and_walsenders_leaves_no_place_for_this_source() throws Exception {
        try (EmbeddedServer small = EmbeddedServer.builder()
                .setting("max_replication_slots", "1")
                .setting("max_wal_senders", "0")
                .setting("wal_level", "replica")
                .start()) {
            small.execute("postgres", "SELECT pg_create_physical_replication_slot('standby')");
            List<Finding> findings = ask(small, "postgres", "postgres", new CapacityCheck(), "");
            assertThat(findings)
                    .extracting(Finding::check, Finding::level, Finding::value)
                    .containsExactly(
                            tuple("max_replication_slots", Level.FAIL, "1 of 1 in use"),
                            tuple("max_wal_senders", Level.FAIL, "0 of 0 in use"),
                            tuple("connections", Level.OK, findings.get(2).value()));
            assertThat(findings.get(0).why()).contains("in use by standby");
        }
    }

    @Test
    void a_connection_limit_below_what_a_source_needs_fails() {
        server.execute("postgres", "ALTER ROLE headgate CONNECTION LIMIT 2");
        Finding found = named(ask(new CapacityCheck()), "connections");
        assertThat(found.value()).isEqualTo("the role may have 2");
        server.execute("postgres", found.remedies().get(0).text());
        assertThat(named(ask(new CapacityCheck()), "connections").level()).isEqualTo(Level.OK);
        server.execute("postgres", "ALTER ROLE headgate CONNECTION LIMIT -1");
    }

    @Test
    void kept_wal_without_a_limit_or_with_a_small_one_is_a_warning() {
        set("max_slot_wal_keep_size", "-1");
        assertThat(only(new WalRetentionCheck()).value()).isEqualTo("no limit");
        set("max_slot_wal_keep_size", "64MB");
        Finding small = only(new WalRetentionCheck());
        assertThat(small.level()).isEqualTo(Level.WARN);
        assertThat(small.value()).isEqualTo("64MB");
        assertThat(small.remedies().get(1)).isEqualTo(Remedy.sql("SELECT pg_reload_conf();"));
        reload(small.remedies().get(0).text());
        assertThat(only(new WalRetentionCheck())).isEqualTo(Finding.ok("max_slot_wal_keep_size", "100GB"));
        reset("max_slot_wal_keep_size");
    }

    @Test
    void a_walsender_timeout_must_fit_the_status_interval_wherever_it_was_set() {
        set("wal_sender_timeout", "0");
        assertThat(ask(new TimeoutsCheck()).get(0).level()).isEqualTo(Level.WARN);
        set("wal_sender_timeout", "3s");
        assertThat(ask(new TimeoutsCheck()).get(0).level()).isEqualTo(Level.FAIL);
        reset("wal_sender_timeout");
        server.execute("postgres", "ALTER ROLE headgate IN DATABASE " + database + " SET wal_sender_timeout = '1s'");
        Finding overridden = ask(new TimeoutsCheck()).get(0);
        assertThat(overridden.remedies())
                .containsExactly(Remedy.sql(
                        "ALTER ROLE \"headgate\" IN DATABASE \"" + database + "\" RESET wal_sender_timeout;"));
        server.execute("postgres", overridden.remedies().get(0).text());
        assertThat(ask(new TimeoutsCheck()).get(0)).isEqualTo(Finding.ok("wal_sender_timeout", "1min"));
    }

    @Test
    void timeouts_that_end_sessions_are_switched_off_for_the_role() {
        set("idle_session_timeout", "1h");
        Finding found = named(ask(new TimeoutsCheck()), "session_timeouts");
        assertThat(found.value()).isEqualTo("idle_session_timeout = 1h");
        server.execute(database, found.remedies().get(0).text());
        assertThat(named(ask(new TimeoutsCheck()), "session_timeouts").value()).isEqualTo("none");
        reset("idle_session_timeout");
        server.execute("postgres", "ALTER ROLE headgate RESET idle_session_timeout");
    }

    @Test
    void the_role_needs_replication_and_should_have_no_more() {
        server.execute("postgres", "CREATE ROLE plain LOGIN VALID UNTIL '2026-12-01'");
        List<Finding> findings = ask(server, database, "plain", new RoleCheck(), "");
        assertThat(findings).extracting(Finding::level).containsExactly(Level.FAIL, Level.WARN);
        findings.forEach(finding -> finding.remedies().forEach(remedy -> server.execute("postgres", remedy.text())));
        assertThat(ask(server, database, "plain", new RoleCheck(), ""))
                .extracting(Finding::level)
                .containsOnly(Level.OK);
        assertThat(ask(server, database, "postgres", new RoleCheck(), "").get(0).value())
                .isEqualTo("postgres is a superuser");
    }

    @Test
    void each_platform_is_told_by_what_only_it_has() {
        assertThat(platform()).isEqualTo(Platform.PLAIN);
        server.execute("postgres", "CREATE ROLE azure_pg_admin");
        assertThat(platform()).isEqualTo(Platform.AZURE);
        server.execute("postgres", "DROP ROLE azure_pg_admin", "CREATE ROLE cloudsqlsuperuser");
        assertThat(platform()).isEqualTo(Platform.CLOUD_SQL);
        server.execute("postgres", "DROP ROLE cloudsqlsuperuser", "CREATE ROLE rds_superuser");
        assertThat(platform()).isEqualTo(Platform.RDS);
        server.execute(database, "CREATE FUNCTION aurora_version() RETURNS text LANGUAGE sql AS 'SELECT ''15.4'''");
        assertThat(platform()).isEqualTo(Platform.AURORA);
        server.execute("postgres", "DROP ROLE rds_superuser");
        assertThat(Platform.AURORA.enableLogicalWal().get(0).text())
                .contains("modify-db-cluster-parameter-group", "rds.logical_replication,ParameterValue=1");
        assertThat(Platform.CLOUD_SQL.enableLogicalWal().get(0).text()).contains("cloudsql.logical_decoding=on");
        assertThat(Platform.AZURE.enableLogicalWal().get(0).text()).contains("--name wal_level --value logical");
        assertThat(Platform.RDS.grantReplication("a\"b")).isEqualTo("GRANT rds_replication TO \"a\"\"b\";");
    }

    @Test
    void the_link_is_direct_protected_and_open_for_replication() throws Exception {
        assertThat(ask(new LinkCheck()))
                .extracting(Finding::check, Finding::level)
                .containsExactly(
                        tuple("pooler", Level.OK), tuple("tls", Level.OK), tuple("replication_login", Level.OK));
        server.execute("postgres", "CREATE ROLE reader LOGIN");
        Finding refused = named(ask(server, database, "reader", new LinkCheck(), ""), "replication_login");
        assertThat(refused.level()).isEqualTo(Level.FAIL);
    }

    @Test
    void a_pooler_in_the_way_is_recognised() throws Exception {
        try (PoolerImitation pooler = PoolerImitation.before(server.port())) {
            List<Finding> findings = ask(pooler.port(), database, "headgate", new LinkCheck(), "");
            assertThat(findings).extracting(Finding::check).containsExactly("pooler", "tls");
            assertThat(findings.get(0).level()).isEqualTo(Level.FAIL);
            assertThat(findings.get(0).remedies().get(0).text()).contains("connections.main.host and .port");
        }
    }

    @Test
    void clocks_apart_and_little_memory_for_decoding_are_warnings() {
        Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        List<Finding> findings = ask(server.port(), database, "headgate", new ServerStateCheck(), "", wrong, Set.of());
        assertThat(named(findings, "clock").level()).isEqualTo(Level.WARN);
        assertThat(named(findings, "primary")).isEqualTo(Finding.ok("primary", "yes"));
        assertThat(named(findings, "encoding")).isEqualTo(Finding.ok("encoding", "UTF8"));
        assertThat(named(ask(new ServerStateCheck()), "clock").level()).isEqualTo(Level.OK);
        set("logical_decoding_work_mem", "1MB");
        assertThat(named(ask(new ServerStateCheck()), "logical_decoding_work_mem")
                        .level())
                .isEqualTo(Level.WARN);
        reset("logical_decoding_work_mem");
    }

    @Test
    void tables_without_identity_log_or_select_are_warnings_and_the_statements_mend_them() {
        server.execute(
                database,
                "CREATE TABLE keyed (id int PRIMARY KEY, body text)",
                "CREATE TABLE keyless (a int)",
                "CREATE UNLOGGED TABLE scratch (id int PRIMARY KEY)",
                "CREATE TABLE parts (a int) PARTITION BY LIST (a)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
                "ALTER TABLE ONLY parts REPLICA IDENTITY FULL",
                "CREATE TABLE clash (id int PRIMARY KEY, _cdc_op int)");
        List<Finding> findings = ask(new TablesCheck());
        assertThat(findings)
                .filteredOn(finding -> !finding.value().equals("no SELECT"))
                .extracting(Finding::table, Finding::level, Finding::value)
                .containsExactly(
                        tuple(null, Level.OK, "5 selected"),
                        tuple("\"public\".\"clash\"", Level.FAIL, "column _cdc_op"),
                        tuple("\"public\".\"keyless\"", Level.WARN, "identity none"),
                        tuple("\"public\".\"parts\"", Level.WARN, "a partition has no identity"),
                        tuple("\"public\".\"scratch\"", Level.WARN, "unlogged"));
        apply(findings);
        server.execute(database, "ALTER TABLE clash DROP COLUMN _cdc_op");
        assertThat(ask(new TablesCheck())).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(ask(new TablesCheck()))
                .filteredOn(finding -> "\"public\".\"keyed\"".equals(finding.table()))
                .extracting(Finding::value)
                .containsExactly("identity default (id); unchanged large values of body are absent from updates");
    }

    @Test
    void a_missing_publication_comes_with_the_statements_that_create_it() {
        server.execute(database, "CREATE TABLE keyed (id int PRIMARY KEY)", "CREATE TABLE keyless (a int)");
        Finding missing = ask(new PublicationCheck()).get(0);
        assertThat(missing.level()).isEqualTo(Level.FAIL);
        assertThat(missing.remedies())
                .extracting(Remedy::text)
                .containsExactly(
                        "CREATE PUBLICATION \"shop_pub\" FOR TABLE ONLY \"public\".\"keyed\""
                                + " WITH (publish_via_partition_root = true);",
                        "CREATE PUBLICATION \"shop_pub_inserts\" FOR TABLE ONLY \"public\".\"keyless\""
                                + " WITH (publish = 'insert', publish_via_partition_root = true);");
        apply(List.of(missing));
        assertThat(ask(new PublicationCheck())).extracting(Finding::level).containsOnly(Level.OK);
        assertThat(ask(server, database, "postgres", new PublicationCheck(), "")
                        .get(0)
                        .level())
                .isEqualTo(Level.OK);
    }

    @Test
    void a_publication_that_harms_or_leaves_out_is_mended_by_its_statements() {
        server.execute(
                database,
                "CREATE TABLE keyless (a int)",
                "CREATE TABLE listed (id int PRIMARY KEY, a int, b int)",
                "CREATE TABLE filtered (id int PRIMARY KEY, a int)",
                "CREATE TABLE late (id int PRIMARY KEY)",
                "CREATE TABLE late_keyless (a int)",
                "CREATE PUBLICATION shop_pub FOR TABLE keyless, listed (a), filtered WHERE (a > 1)"
                        + " WITH (publish = 'insert, update')");
        List<Finding> findings = ask(new PublicationCheck());
        assertThat(findings)
                .filteredOn(finding -> finding.check().equals("application"))
                .extracting(Finding::table, Finding::level)
                .containsExactlyInAnyOrder(
                        tuple("\"public\".\"keyless\"", Level.FAIL),
                        tuple("\"public\".\"listed\"", Level.FAIL),
                        tuple("\"public\".\"filtered\"", Level.FAIL));
        apply(findings);
        assertThat(ask(new PublicationCheck())).extracting(Finding::level).containsOnly(Level.OK);
        for (String table : List.of("keyless", "listed", "filtered", "late")) {
            server.execute(database, "INSERT INTO " + table + " VALUES (1)", "DELETE FROM " + table);
        }
        assertThat(server.queryLong(database, "SELECT count(*) FROM pg_publication_tables WHERE pubname = 'shop_pub'"))
                .isEqualTo(4);
    }

    @Test
    void what_is_missing_once_changes_are_staged_is_a_gap_and_not_a_beginning() {
        server.execute(database, "CREATE TABLE keyed (id int PRIMARY KEY)");
        staged = true;
        Finding slot = ask(new SlotCheck(Duration.ofMinutes(1))).get(0);
        assertThat(slot.level()).isEqualTo(Level.FAIL);
        assertThat(slot.remedies()).containsExactly(Remedy.shell("headgate accept-lineage shop"));
        assertThat(ask(new PublicationCheck()).get(0).value()).isEqualTo("shop_pub is gone");
    }

    @Test
    void the_slots_name_may_belong_to_something_else() {
        assertThat(ask(new SlotCheck(Duration.ofMinutes(1))).get(0).value())
                .isEqualTo("shop_" + database + ", created at the first start");
        assertThat(ask(server, database, "headgate", new SlotCheck(Duration.ofMinutes(1)), ", create_slot: false")
                        .get(0)
                        .level())
                .isEqualTo(Level.FAIL);
        server.execute(database, "SELECT pg_create_logical_replication_slot('shop_" + database + "', 'test_decoding')");
        Finding foreign = ask(new SlotCheck(Duration.ofMinutes(1))).get(0);
        assertThat(foreign.level()).isEqualTo(Level.FAIL);
        assertThat(foreign.value()).contains("plug-in test_decoding");
        server.execute(database, "SELECT pg_drop_replication_slot('shop_" + database + "')");
    }

    @Test
    void open_and_prepared_transactions_that_the_slot_would_wait_for_are_named() throws Exception {
        server.execute(database, "CREATE TABLE t (id int)");
        try (Connection open = server.connect(database);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO t VALUES (1)");
            Finding found = named(ask(new SlotCheck(Duration.ZERO)), "open_transactions");
            assertThat(found.level()).isEqualTo(Level.WARN);
            assertThat(named(ask(new SlotCheck(Duration.ofDays(1))), "open_transactions")
                            .level())
                    .as("an ordinary role does not see how long it has been open, so it is named")
                    .isEqualTo(Level.WARN);
            server.execute("postgres", "GRANT pg_monitor TO headgate");
            assertThat(named(ask(new SlotCheck(Duration.ofDays(1))), "open_transactions")
                            .level())
                    .isEqualTo(Level.OK);
            server.execute(database, found.remedies().get(0).text());
        }
        server.execute(database, "BEGIN; INSERT INTO t VALUES (2); PREPARE TRANSACTION 'two'");
        Finding prepared = named(ask(new SlotCheck(Duration.ZERO)), "open_transactions");
        assertThat(prepared.remedies().get(0).text()).endsWith("ROLLBACK PREPARED 'two'");
        server.execute(database, "ROLLBACK PREPARED 'two'");
        server.execute("postgres", "REVOKE pg_monitor FROM headgate");
    }

    @Test
    void a_slot_that_nobody_reads_and_no_source_names_is_an_orphan() {
        server.execute(database, "SELECT pg_create_logical_replication_slot('forgotten', 'pgoutput')");
        Finding orphan = named(ask(new SlotCheck(Duration.ofMinutes(1))), "other_slots");
        assertThat(orphan.value()).startsWith("forgotten: nobody reads it since ");
        assertThat(named(
                                ask(
                                        server.port(),
                                        database,
                                        "headgate",
                                        new SlotCheck(Duration.ofMinutes(1)),
                                        "",
                                        Clock.systemUTC(),
                                        Set.of("forgotten")),
                                "other_slots")
                        .level())
                .isEqualTo(Level.OK);
        server.execute(database, orphan.remedies().get(0).text());
        assertThat(named(ask(new SlotCheck(Duration.ofMinutes(1))), "other_slots")
                        .level())
                .isEqualTo(Level.OK);
    }

    @Test
    void a_failover_slot_needs_a_server_that_has_them_and_a_standby_that_is_waited_for() throws Exception {
        assertThat(ask(new FailoverCheck())).isEmpty();
        String failover = ", failover: true";
        Finding unknown =
                ask(server, database, "headgate", new FailoverCheck(), failover).get(0);
        assertThat(unknown.remedies()).extracting(Remedy::kind).containsExactly(Remedy.Kind.ACTION);
        server.execute("postgres", "SELECT pg_create_physical_replication_slot('standby_1')");
        Finding found =
                ask(server, database, "headgate", new FailoverCheck(), failover).get(0);
        assertThat(found.level()).isEqualTo(Level.WARN);
        reload(found.remedies().get(0).text());
        assertThat(ask(server, database, "headgate", new FailoverCheck(), failover))
                .containsExactly(Finding.ok("failover", "synchronized_standby_slots = standby_1"));
        reset("synchronized_standby_slots");
        server.execute("postgres", "SELECT pg_drop_replication_slot('standby_1')");
        try (EmbeddedServer older = EmbeddedServer.builder().majorVersion(15).start()) {
            assertThat(ask(older, "postgres", "postgres", new FailoverCheck(), failover)
                            .get(0)
                            .level())
                    .isEqualTo(Level.FAIL);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void every_question_can_be_asked_on_every_supported_server(int version) throws Exception {
        try (EmbeddedServer other = EmbeddedServer.builder()
                .majorVersion(version)
                .setting("max_slot_wal_keep_size", "10GB")
                .start()) {
            other.execute(
                    "postgres",
                    "CREATE ROLE headgate LOGIN REPLICATION",
                    "CREATE TABLE keyed (id int PRIMARY KEY, body text)",
                    "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                    "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10)",
                    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO headgate",
                    "CREATE PUBLICATION shop_pub FOR TABLE keyed, parts WITH (publish_via_partition_root = true)");
            source(other.port(), "postgres", "headgate", "");
            GatewayConfig config = ConfigLoader.load(directory.resolve("headgate.yaml"), Map.of());
            List<Finding> findings = new Preflight(config, Clock.systemUTC())
                    .server(Objects.requireNonNull(config.sources().get("shop")));
            assertThat(findings)
                    .filteredOn(finding -> !finding.check().equals("version"))
                    .extracting(Finding::level)
                    .as(findings.toString())
                    .containsOnly(Level.OK);
            assertThat(findings)
                    .filteredOn(finding -> finding.table() != null)
                    .extracting(Finding::value)
                    .containsExactly(
                            "identity default (id); unchanged large values of body are absent from updates",
                            "identity default (id)");
        }
    }

    private Platform platform() {
        try (ControlSession control = session(server.port(), database, "headgate", "")) {
            return Platform.detect(control);
        }
    }

    private void apply(List<Finding> findings) {
        findings.forEach(finding -> finding.remedies().stream()
                .filter(remedy -> remedy.kind() == Remedy.Kind.SQL)
                .forEach(remedy -> server.execute(database, remedy.text())));
    }

    private static Finding named(List<Finding> findings, String check) {
        return findings.stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private Finding only(ServerCheck check) {
        List<Finding> findings = ask(check);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private List<Finding> ask(ServerCheck check) {
        return ask(server, database, "headgate", check, "");
    }

    private List<Finding> ask(EmbeddedServer at, String database, String user, ServerCheck check, String more) {
        return ask(at.port(), database, user, check, more);
    }

    private List<Finding> ask(int port, String database, String user, ServerCheck check, String more) {
        return ask(port, database, user, check, more, Clock.systemUTC(), Set.of());
    }

    private List<Finding> ask(
            int port, String database, String user, ServerCheck check, String more, Clock clock, Set<String> slots) {
        try (ControlSession control = session(port, database, user, more)) {
            return check.ask(new Server(source(port, database, user, more), control, clock, slots, staged));
        }
    }

    private ControlSession session(int port, String database, String user, String more) {
        SourceConfig source = source(port, database, user, more);
        return new ControlSession(source, new ServerConnections(source));
    }

    private SourceConfig source(int port, String database, String user, String more) {
        Path yaml = directory.resolve("headgate.yaml");
        try {
            Files.writeString(yaml, """
                    version: 1
                    connections:
                      main: { host: localhost, port: %d, user: %s, tls: disable }
                    sources:
                      shop: { connection: main, database: %s, slot: shop_%s, publication: shop_pub %s }
                    staging: { uri: "file:///tmp/none" }
                    """.formatted(port, user, database, database, more));
            return Objects.requireNonNull(
                    ConfigLoader.load(yaml, Map.of()).sources().get("shop"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(String parameter, String value) {
        reload("ALTER SYSTEM SET " + parameter + " = '" + value + "'");
    }

    private static void reset(String parameter) {
        reload("ALTER SYSTEM RESET " + parameter);
    }

    /** A new session sees the new value once the postmaster has read the file. */
    private static void reload(String alterSystem) {
        String before = loadTime();
        server.execute("postgres", alterSystem, "SELECT pg_reload_conf()");
        long asked = System.nanoTime();
        while (loadTime().equals(before)) {
            assertThat(System.nanoTime() - asked)
                    .isLessThan(Duration.ofSeconds(30).toNanos());
        }
    }

    private static String loadTime() {
        return String.valueOf(server.queryValue("postgres", "SELECT pg_conf_load_time()"));
    }
}
