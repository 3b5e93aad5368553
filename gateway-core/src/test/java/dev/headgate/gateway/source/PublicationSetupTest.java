package dev.headgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationSetupTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 17, 18})
    void the_publications_keep_the_applications_statements_working(int version) throws Exception {
        try (EmbeddedServer server =
                EmbeddedServer.builder().majorVersion(version).build()) {
            server.start();
            partitionedTablesAreHarmless(server);
            excludedAndGeneratedColumnsGoTogether(server);
            deferrableKeysIdentifyNothing(server);
            bothPublicationsOrNone(server);
            harmIsRefused(server);
            if (version >= 15) {
                rowFiltersMayReadTheIdentityOnly(server);
                rowFiltersArePartOfWhatIsCreated(server);
            } else {
                rowFiltersNeedANewerServer(server);
            }
        }
    }

    private void partitionedTablesAreHarmless(EmbeddedServer server) throws Exception {
        server.createDatabase("parts");
        server.execute(
                "parts",
                "CREATE TABLE full_root (a int, b text) PARTITION BY LIST (a)",
                "CREATE TABLE full_root_1 PARTITION OF full_root FOR VALUES IN (1)",
                "ALTER TABLE ONLY full_root REPLICA IDENTITY FULL",
                "CREATE TABLE full_leaf (a int, b text) PARTITION BY LIST (a)",
                "CREATE TABLE full_leaf_1 PARTITION OF full_leaf FOR VALUES IN (1)",
                "ALTER TABLE ONLY full_leaf REPLICA IDENTITY FULL",
                "ALTER TABLE full_leaf_1 REPLICA IDENTITY FULL",
                "CREATE TABLE keyed (a int PRIMARY KEY, b text) PARTITION BY LIST (a)",
                "CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES IN (1)");
        List<PublicationState> publications = adoptOrCreate(server, "parts", "");

        assertThat(names(publications.get(0))).containsExactly("full_leaf", "keyed");
        assertThat(names(publications.get(1))).containsExactly("full_root");
        for (String table : List.of("full_root", "full_leaf", "keyed")) {
            server.execute(
                    "parts",
                    "INSERT INTO " + table + " VALUES (1, 'x')",
                    "UPDATE " + table + " SET b = 'y'",
                    "DELETE FROM " + table);
        }
    }

    private void excludedAndGeneratedColumnsGoTogether(EmbeddedServer server) throws Exception {
        server.createDatabase("columns");
        server.execute(
                "columns",
                "CREATE TABLE t (id int PRIMARY KEY, secret text, twice int GENERATED ALWAYS AS (id * 2) STORED)",
                "CREATE TABLE all_secret (secret text)",
                "CREATE TABLE full_identity (id int PRIMARY KEY, secret text)",
                "ALTER TABLE full_identity REPLICA IDENTITY FULL");
        List<PublicationState> publications =
                adoptOrCreate(server, "columns", ", exclude_columns: { \"*.*\": [secret] }");

        PublishedTable full = publications.get(0).tables().get(0);
        assertThat(full.table()).isEqualTo("full_identity");
        assertThat(full.columns()).isNull();
        PublishedTable listed = publications.get(0).tables().get(1);
        assertThat(listed.columns()).isEqualTo(server.majorVersion() >= 15 ? List.of("id") : null);
        server.execute(
                "columns",
                "INSERT INTO t VALUES (1, 's')",
                "UPDATE t SET secret = 'u'",
                "DELETE FROM t",
                "INSERT INTO full_identity VALUES (1, 's')",
                "UPDATE full_identity SET secret = 'u'",
                "DELETE FROM full_identity",
                "INSERT INTO all_secret VALUES ('s')",
                "UPDATE all_secret SET secret = 'u'");
    }

    private void deferrableKeysIdentifyNothing(EmbeddedServer server) throws Exception {
        server.createDatabase("deferred");
        server.execute(
                "deferred",
                "CREATE TABLE deferred (id int PRIMARY KEY DEFERRABLE, b text)",
                "CREATE TABLE deferred_full (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, b text)",
                "ALTER TABLE deferred_full REPLICA IDENTITY FULL",
                "CREATE TABLE parts (id int PRIMARY KEY DEFERRABLE, b text) PARTITION BY LIST (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1)",
                "CREATE TABLE keyed (id int PRIMARY KEY, b text)");
        List<PublicationState> publications = adoptOrCreate(server, "deferred", "");

        assertThat(names(publications.get(0))).containsExactly("deferred_full", "keyed");
        assertThat(names(publications.get(1))).containsExactly("deferred", "parts");
        for (String table : List.of("deferred", "deferred_full", "parts", "keyed")) {
            server.execute(
                    "deferred",
                    "INSERT INTO " + table + " VALUES (1, 'x')",
                    "UPDATE " + table + " SET b = 'y'",
                    "DELETE FROM " + table);
        }
        server.execute("deferred", "CREATE PUBLICATION harmful FOR TABLE deferred");
        assertThatThrownBy(() -> server.execute("deferred", "UPDATE deferred SET b = 'z'"))
                .as("the server's own opinion")
                .hasStackTraceContaining("replica identity");
    }

    private void bothPublicationsOrNone(EmbeddedServer server) throws Exception {
        server.createDatabase("atomic");
        server.execute(
                "atomic", "CREATE TABLE keyless (a int)", "CREATE PUBLICATION shop_pub_inserts FOR TABLE keyless");

        assertThatThrownBy(() -> adoptOrCreate(server, "atomic", "")).isInstanceOf(GatewayException.class);
        assertThat(server.queryLong("atomic", "SELECT count(*) FROM pg_publication WHERE pubname = 'shop_pub'"))
                .isZero();
    }

    private void harmIsRefused(EmbeddedServer server) throws Exception {
        server.createDatabase("harm");
        server.execute("harm", "CREATE TABLE keyless (a int)", "CREATE PUBLICATION shop_pub FOR TABLE keyless");

        assertThatThrownBy(() -> adoptOrCreate(server, "harm", ""))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPLICATION_HARM));
    }

    private void rowFiltersMayReadTheIdentityOnly(EmbeddedServer server) throws Exception {
        server.createDatabase("filters");
        server.execute(
                "filters",
                "CREATE TABLE by_key (region int, id int, amount int, PRIMARY KEY (region, id))",
                "CREATE TABLE by_amount (LIKE by_key INCLUDING ALL)",
                "CREATE TABLE by_any (LIKE by_key INCLUDING ALL)",
                "ALTER TABLE by_any REPLICA IDENTITY FULL",
                "CREATE PUBLICATION shop_pub FOR TABLE by_key (id, region) WHERE (region = 1 AND id > 10),"
                        + " by_amount WHERE (id > 10 AND amount > 100), by_any WHERE (amount > 100)");
        assertThatThrownBy(() -> adoptOrCreate(server, "filters", ""))
                .isInstanceOfSatisfying(GatewayException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.APPLICATION_HARM);
                    assertThat(e.what()).contains("\"public\".\"by_amount\"", "row filter");
                });
        assertThatThrownBy(() -> server.execute("filters", "UPDATE by_amount SET amount = 1"))
                .as("the server's own opinion")
                .hasStackTraceContaining("by_amount");

        server.execute("filters", "ALTER PUBLICATION shop_pub SET (publish = 'insert')");
        assertThat(adoptOrCreate(server, "filters", "")).hasSize(1);
        server.execute("filters", "ALTER PUBLICATION shop_pub SET (publish = 'insert, update, delete')");
        server.execute("filters", "ALTER PUBLICATION shop_pub DROP TABLE by_amount");
        assertThat(adoptOrCreate(server, "filters", "")).hasSize(1);
        server.execute("filters", "UPDATE by_key SET amount = 1", "UPDATE by_any SET amount = 1");
    }

    private void rowFiltersArePartOfWhatIsCreated(EmbeddedServer server) throws Exception {
        server.createDatabase("filtered");
        server.execute(
                "filtered",
                "CREATE TABLE by_key (region int, id int, amount int, PRIMARY KEY (region, id))",
                "CREATE TABLE by_any (LIKE by_key INCLUDING ALL)",
                "ALTER TABLE by_any REPLICA IDENTITY FULL",
                "CREATE TABLE keyless (region int, amount int)");
        String twice = ", row_filters: { \"*.by_*\": \"region = 1 OR region = 2\", \"public.by_any\": \"amount > 0\","
                + " \"public.keyless\": \"amount > 0\" }";
        assertThat(adoptOrCreate(server, "filtered", twice))
                .flatExtracting(PublicationState::tables)
                .extracting(PublishedTable::table, PublishedTable::filter)
                .containsExactly(
                        tuple("by_any", "(((region = 1) OR (region = 2)) AND (amount > 0))"),
                        tuple("by_key", "((region = 1) OR (region = 2))"),
                        tuple("keyless", "(amount > 0)"));
        for (String table : List.of("by_key", "by_any")) {
            server.execute(
                    "filtered",
                    "INSERT INTO " + table + " VALUES (1, 1, 1)",
                    "UPDATE " + table + " SET region = 3, amount = 2",
                    "DELETE FROM " + table);
        }

        server.execute("filtered", "ALTER PUBLICATION shop_pub SET TABLE by_any");
        requireRefused(server, "filtered", ", row_filters: { \"*.by_any\": \"region = 1\" }", "publishes every row");
        server.createDatabase("unfiltered");
        server.execute("unfiltered", "CREATE TABLE t (id int PRIMARY KEY, amount int)");
        requireRefused(server, "unfiltered", ", row_filters: { \"*.t\": \"weight > 1\" }", "SQLSTATE 42703");
        requireRefused(server, "unfiltered", ", row_filters: { \"*.t\": \"random() > 1\" }", "SQLSTATE");
        assertThatThrownBy(() -> adoptOrCreate(server, "unfiltered", ", row_filters: { \"*.t\": \"amount > 1\" }"))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.APPLICATION_HARM));
        assertThat(server.queryLong("unfiltered", "SELECT count(*) FROM pg_publication"))
                .as("what was refused is not left behind")
                .isZero();
    }

    private void rowFiltersNeedANewerServer(EmbeddedServer server) throws Exception {
        server.createDatabase("filtered");
        server.execute("filtered", "CREATE TABLE t (id int PRIMARY KEY)");
        requireRefused(server, "filtered", ", row_filters: { \"*.t\": \"id > 1\" }", "older than PostgreSQL 15");
    }

    private void requireRefused(EmbeddedServer server, String database, String more, String why) {
        assertThatThrownBy(() -> adoptOrCreate(server, database, more))
                .isInstanceOfSatisfying(GatewayException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ROW_FILTER_UNUSABLE);
                    assertThat(e.what()).contains(why);
                });
    }

    private List<PublicationState> adoptOrCreate(EmbeddedServer server, String database, String more) throws Exception {
        Path yaml = directory.resolve("headgate.yaml");
        Files.writeString(yaml, """
                version: 1
                connections:
                  main: { host: localhost, port: %d, user: postgres, tls: disable }
                sources:
                  shop: { connection: main, database: %s, slot: shop, publication: shop_pub %s }
                staging: { uri: "file:///tmp/none" }
                """.formatted(server.port(), database, more));
        SourceConfig source = Objects.requireNonNull(
                ConfigLoader.load(yaml, Map.of()).sources().get("shop"));
        try (ControlSession control = new ControlSession(source, new ServerConnections(source))) {
            return new PublicationSetup(source, control).adoptOrCreate(true);
        }
    }

    private static List<String> names(PublicationState publication) {
        return publication.tables().stream().map(PublishedTable::table).toList();
    }
}
