package dev.headgate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.daemon.GatewayDaemon;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;
import picocli.CommandLine;

/** The commands that talk to a server, as an operator types them. */
final class ServerCommandsTest {
    private static EmbeddedServer server;
    private static int databases;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String database = "";
    private Path config = Path.of("");

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder().start();
        server.execute("postgres", "CREATE ROLE headgate LOGIN REPLICATION");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void configure() throws IOException {
        database = "shop_" + ++databases;
        server.createDatabase(database);
        config = Files.writeString(directory.resolve("headgate.yaml"), """
                version: 1
                connections: { main: { host: localhost, port: %d, user: headgate, tls: disable } }
                sources:
                  shop: { connection: main, database: %s, slot: %s, publication: shop_pub, include: ["sales.*"] }
                staging: { uri: "%s" }
                admin: { enabled: false }
                """.formatted(
                server.port(), database, database, directory.resolve("staging").toUri()));
    }

    @Test
    void discover_lists_the_tables_with_size_key_identity_and_advice() {
        server.execute(
                database,
                "CREATE SCHEMA sales",
                "CREATE TABLE sales.orders (id int PRIMARY KEY, note text)",
                "CREATE TABLE sales.audit (what int)",
                "CREATE TABLE sales.parts (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE sales.parts_1 PARTITION OF sales.parts FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE other (id int PRIMARY KEY)",
                "INSERT INTO sales.orders SELECT g, 'x' FROM generate_series(1, 1000) g",
                "ANALYZE",
                "CREATE PUBLICATION shop_pub FOR TABLE sales.orders");

        assertThat(execute("discover", "shop")).as(err.toString()).isZero();

        assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .contains(
                        "TABLE | SELECTED | PUBLISHED | SIZE | ROWS | KEY | IDENTITY",
                        "public.other | no | no | 8.0 KiB | 0 | id | default (id)",
                        "sales.audit | yes | no | 0 B | 0 | - | none",
                        "sales.orders | yes | yes | 112 KiB | 1000 | id | default (id)",
                        "sales.parts | yes | no | 8.0 KiB | 0 | id | default (id)")
                .contains("sales.audit: Only inserts can be captured. Add a primary key, or: ALTER TABLE"
                        + " \"sales\".\"audit\" REPLICA IDENTITY FULL;");
        assertThat(execute("discover", "shop", "--json")).isZero();
        assertThat(out.toString())
                .contains(
                        "{\"schema\":\"sales\",\"table\":\"orders\",\"selected\":true,\"published\":\"yes\",\"bytes\":")
                .contains("\"toast_columns\":[\"note\"]");
    }

    @Test
    void slots_shows_owners_and_orphans_and_drop_slot_says_what_is_lost() throws Exception {
        server.execute(
                database,
                "SELECT pg_create_logical_replication_slot('" + database + "', 'pgoutput')",
                "SELECT pg_create_logical_replication_slot('forgotten', 'pgoutput')");

        assertThat(execute("slots")).as(err.toString()).isZero();
        assertThat(out.toString())
                .containsPattern("\\n\\S+ +forgotten +\\(orphan\\) +logical +" + database + " +no +reserved +")
                .containsPattern("\\n\\S+ +" + database + " +shop +logical ");
        assertThat(execute("slots", "--orphans", "--json")).isZero();
        assertThat(out.toString())
                .contains("\"orphan\":true", "\"name\":\"forgotten\"")
                .doesNotContain("\"source\":\"shop\"");

        assertThat(execute("drop-slot", "forgotten")).isEqualTo(64);
        assertThat(out.toString())
                .containsPattern("Slot forgotten on localhost:\\d+ \\(logical, database " + database + "\\) keeps ")
                .contains("What it has not delivered is lost to its reader.");
        assertThat(execute("drop-slot", "forgotten", "--yes"))
                .as(err.toString())
                .isZero();
        assertThat(execute("drop-slot", "forgotten", "--yes")).isEqualTo(64);
        assertThat(err.toString()).contains("No slot forgotten exists");
        assertThat(execute("slots", "--orphans")).isZero();
        assertThat(out.toString()).isEqualTo("No orphans.\n");

        try (Connection reader = replicationConnection()) {
            PGReplicationStream stream = reader.unwrap(PGConnection.class)
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName(database)
                    .withSlotOption("proto_version", "1")
                    .withSlotOption("publication_names", "none")
                    .start();
            assertThat(execute("drop-slot", database, "--yes")).isEqualTo(69);
            assertThat(err.toString()).contains("HG-3001 SLOT_ACTIVE", "nothing was dropped");
            stream.close();
        }
    }

    private Connection replicationConnection() throws Exception {
        java.util.Properties properties = new java.util.Properties();
        PGProperty.USER.set(properties, "postgres");
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
        return java.sql.DriverManager.getConnection(server.jdbcUrl(database), properties);
    }

    @Test
    void the_printed_sql_makes_a_source_ready_and_takes_it_away_again() throws Exception {
        server.execute(
                database,
                "CREATE SCHEMA sales",
                "CREATE TABLE sales.orders (id int PRIMARY KEY)",
                "CREATE TABLE sales.audit (what text)",
                "CREATE TABLE other (id int PRIMARY KEY)");
        run("grants");
        run("grants");
        assertThat(server.queryValue(
                        database,
                        "SELECT has_table_privilege('headgate', 'sales.orders', 'SELECT') AND NOT"
                                + " has_table_privilege('headgate', 'public.other', 'SELECT')"))
                .isEqualTo("t");
        run("publication");
        assertThat(server.query(database, "SELECT pubname, tablename FROM pg_publication_tables ORDER BY 1")
                        .toString())
                .isEqualTo("[[shop_pub, orders], [shop_pub_inserts, audit]]");
        run("slot");
        assertThat(server.queryLong(
                        database, "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database + "'"))
                .isOne();
        run("ddl-tracking");
        run("ddl-tracking");
        assertThat(server.queryLong(database, "SELECT count(*) FROM pg_event_trigger WHERE evtname = 'headgate_ddl'"))
                .isOne();
        run("cleanup");
        assertThat(server.queryLong(
                        database,
                        "SELECT (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_replication_slots"
                                + " WHERE slot_name = '" + database + "')"))
                .isZero();
    }

    private void run(String part) {
        assertThat(execute("sql", part, "shop")).as(err.toString()).isZero();
        server.execute(database, out.toString());
    }

    @Test
    void the_file_of_init_prepares_a_server_as_it_is() throws Exception {
        server.execute(database, "CREATE TABLE orders (id int PRIMARY KEY)", "CREATE TABLE audit (what text)");
        Path sql = directory.resolve("headgate.sql");
        assertThat(execute(
                        "init",
                        "--host=localhost",
                        "--database=" + database,
                        "--sql=" + sql,
                        "-c=" + directory.resolve("new.yaml")))
                .as(err.toString())
                .isZero();
        server.execute(database, Files.readString(sql));
        assertThat(server.query(database, "SELECT pubname, tablename FROM pg_publication_tables ORDER BY 1")
                        .toString())
                .isEqualTo("[[headgate_" + database + ", orders], [headgate_" + database + "_inserts, audit]]");
    }

    @Test
    void check_ends_with_0_1_or_2_and_prints_what_to_run() throws Exception {
        server.execute(database, "CREATE SCHEMA sales", "CREATE TABLE sales.orders (id int PRIMARY KEY)");

        assertThat(execute("check", "shop")).isEqualTo(2);
        assertThat(out.toString())
                .contains("source shop (database " + database + " at localhost:" + server.port() + ")")
                .contains("  FAIL  publication               shop_pub does not exist")
                .contains("        SQL:     CREATE PUBLICATION \"shop_pub\" FOR TABLE ONLY \"sales\".\"orders\"")
                .contains("  WARN  max_slot_wal_keep_size    no limit")
                .contains("  OK    wal_level                 logical")
                .containsPattern("\\n\\d+ failed, \\d+ warnings, \\d+ ok\\n");
        assertThat(execute("check", "shop", "--json")).isEqualTo(2);
        assertThat(out.toString())
                .startsWith("{\"result\":\"fail\",\"findings\":[{\"source\":\"shop\",\"check\":\"commit_log\"")
                .contains("{\"kind\":\"sql\",\"text\":\"CREATE PUBLICATION ");

        Files.createDirectories(directory.resolve("staging"));
        assertThat(execute("check", "--sql")).isEqualTo(2);
        server.execute(database, out.toString().replace("SELECT pg_reload_conf();", ""));
        assertThat(execute("check")).isLessThan(2);
        assertThat(execute("check", "nobody")).isEqualTo(64);
        server.execute("postgres", "ALTER SYSTEM RESET ALL");
    }

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine commandLine = HeadgateCommand.commandLine(new GatewayDaemon("test"), new Terminal());
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        boolean init = arguments[0].equals("init");
        all[arguments.length] = init ? "--user" : "--config";
        all[arguments.length + 1] = init ? "headgate" : config.toString();
        return commandLine.execute(all);
    }
}
