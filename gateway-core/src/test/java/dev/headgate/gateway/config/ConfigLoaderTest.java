package dev.headgate.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.gateway.status.EventKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {
    private static final String MINIMAL = """
            version: 1
            connections:
              local: { host: db.internal, user: headgate }
            sources:
              shop: { connection: local, database: shopdb }
            staging: { uri: file:///var/lib/headgate/staging }
            """;

    @TempDir
    Path directory;

    @Test
    void what_is_not_written_has_its_documented_default() throws Exception {
        GatewayConfig config = load(MINIMAL, Map.of());

        ConnectionConfig connection = new ConnectionConfig(
                "local",
                "db.internal",
                5432,
                "headgate",
                null,
                List.of(),
                null,
                TlsMode.VERIFY_FULL,
                null,
                null,
                null,
                ChannelBinding.PREFER,
                null,
                Duration.ofSeconds(10));
        assertThat(config.connections()).containsExactly(Map.entry("local", connection));
        assertThat(config.sources())
                .containsExactly(Map.entry(
                        "shop",
                        new SourceConfig(
                                "shop",
                                connection,
                                "shopdb",
                                "headgate_shop",
                                "headgate_shop",
                                List.of("*.*"),
                                List.of(),
                                Map.of(),
                                Map.of(),
                                new Destination("{database}", "{schema}"),
                                "_cdc_",
                                BinaryMode.AUTO,
                                TypesConfig.DEFAULT,
                                null,
                                Duration.ofSeconds(2),
                                false,
                                true,
                                PublicationMode.CREATE_OR_ADOPT,
                                SnapshotConfig.DEFAULT,
                                SchemaChange.REFRESH,
                                new WalGuardConfig(null, 50, 90, WalAction.PAUSE_SNAPSHOTS),
                                TableErrorPolicy.QUARANTINE)));
        assertThat(config.staging())
                .isEqualTo(new StagingConfig(
                        URI.create("file:///var/lib/headgate/staging"),
                        new FlushConfig(Duration.ofSeconds(10), new DataSize(128L << 20), new DataSize(256L << 20), 64),
                        Compression.ZSTD,
                        1,
                        Duration.ofDays(30),
                        new DataSize(1L << 30)));
        assertThat(config.admin()).isEqualTo(new AdminConfig(true, "127.0.0.1", 8480, List.of()));
        assertThat(config.logging()).isEqualTo(new LoggingConfig(LoggingConfig.Level.INFO, LoggingConfig.Format.AUTO));
        assertThat(config.memory())
                .isEqualTo(MemoryConfig.ofHeap(Runtime.getRuntime().maxMemory()));
    }

    @Test
    void every_key_can_be_set_to_another_value_than_its_default() throws Exception {
        Path authority = Files.createFile(directory.resolve("ca.pem"));
        Path certificate = Files.createFile(directory.resolve("client.pem"));
        Path key = Files.createFile(directory.resolve("client.key"));
        GatewayConfig config = load("""
                version: 1
                connections:
                  remote:
                    host: db.internal
                    port: 6432
                    user: cdc
                    password: geheim
                    tls: verify-ca
                    tls_root_certificate: %s
                    tls_certificate: %s
                    tls_key: %s
                    channel_binding: require
                    connect_timeout: 3s
                  rds: { host: db.rds.amazonaws.com, user: cdc, rds_iam_region: eu-central-1 }
                  local: { unix_socket: /run/postgresql, user: cdc, password_command: [/usr/bin/vault, read, shop] }
                sources:
                  shop:
                    connection: remote
                    database: shopdb
                    slot: shop_slot
                    publication: Shop Pub
                    include: ["public.*", "sales.order_?"]
                    exclude: ["public.tmp_*"]
                    exclude_columns: { "public.customers": [ssn, card] }
                    row_filters: { "public.customers": "region = 'EU'" }
                    destination: { catalog: lake, schema: "{source}_{schema}" }
                    metadata_prefix: __m_
                    binary: off
                    types: { profile: native, numeric_unbounded: "decimal(38,9)" }
                    heartbeat_interval: 500ms
                    status_interval: 1s
                    failover: true
                    create_slot: false
                    publication_mode: adopt
                    snapshot: { mode: never, parallelism: 4, chunk_rows: 1000, skip: ["public.log_*"] }
                    schema_change: pause
                    wal_guard: { budget: 50GiB, warn_percent: 40, danger_percent: 80, action: drop_slot }
                    on_table_error: halt
                staging:
                  uri: file:///data
                  flush: { max_age: 1m, max_bytes: 2MiB, wal_budget: 3MiB, small_table_files: 7 }
                  compression: snappy
                  retention: 12h
                  min_free: 5GB
                admin:
                  enabled: false
                  listen: "[::1]:9000"
                  allowed_hosts: [headgate.internal]
                  token: 0123456789abcdef
                  tls: { certificate: %2$s, key: %3$s }
                logging: { level: debug, format: text }
                memory: { buffers: 64MiB }
                notifications:
                  chat:
                    type: slack
                    url: https://hooks.slack.com/services/x
                    events: [halted, recovered]
                    min_interval: 1m
                    text: "{source} on {host}: {what}"
                  night:
                    type: mail
                    host: mail.internal
                    port: 25
                    tls: none
                    user: headgate
                    password: geheim
                    from: headgate@example.com
                    to: [dba@example.com, ops@example.com]
                """.formatted(authority, certificate, key), Map.of());

        assertThat(config.connections().get("remote"))
                .isEqualTo(new ConnectionConfig(
                        "remote",
                        "db.internal",
                        6432,
                        "cdc",
                        new Secret("geheim"),
                        List.of(),
                        null,
                        TlsMode.VERIFY_CA,
                        authority,
                        certificate,
                        key,
                        ChannelBinding.REQUIRE,
                        null,
                        Duration.ofSeconds(3)));
        assertThat(config.connections().get("local"))
                .isEqualTo(new ConnectionConfig(
                        "local",
                        "localhost",
                        5432,
                        "cdc",
                        null,
                        List.of("/usr/bin/vault", "read", "shop"),
                        null,
                        TlsMode.DISABLE,
                        null,
                        null,
                        null,
                        ChannelBinding.PREFER,
                        Path.of("/run/postgresql"),
                        Duration.ofSeconds(10)));
        assertThat(Objects.requireNonNull(config.connections().get("rds")).rdsIamRegion())
                .isEqualTo("eu-central-1");
        assertThat(config.sources().get("shop"))
                .isEqualTo(new SourceConfig(
                        "shop",
                        Objects.requireNonNull(config.connections().get("remote")),
                        "shopdb",
                        "shop_slot",
                        "Shop Pub",
                        List.of("public.*", "sales.order_?"),
                        List.of("public.tmp_*"),
                        Map.of("public.customers", List.of("ssn", "card")),
                        Map.of("public.customers", "region = 'EU'"),
                        new Destination("lake", "{source}_{schema}"),
                        "__m_",
                        BinaryMode.OFF,
                        new TypesConfig(Profile.NATIVE, 9),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        true,
                        false,
                        PublicationMode.ADOPT,
                        new SnapshotConfig(SnapshotMode.NEVER, null, 4, 1_000, List.of("public.log_*")),
                        SchemaChange.PAUSE,
                        new WalGuardConfig(new DataSize(50L << 30), 40, 80, WalAction.DROP_SLOT),
                        TableErrorPolicy.HALT));
        assertThat(config.staging())
                .isEqualTo(new StagingConfig(
                        URI.create("file:///data"),
                        new FlushConfig(Duration.ofMinutes(1), new DataSize(2 << 20), new DataSize(3 << 20), 7),
                        Compression.SNAPPY,
                        1,
                        Duration.ofHours(12),
                        new DataSize(5_000_000_000L)));
        assertThat(config.admin())
                .isEqualTo(new AdminConfig(
                        false,
                        "::1",
                        9000,
                        List.of("headgate.internal"),
                        new Secret("0123456789abcdef"),
                        new AdminTls(certificate, key)));
        assertThat(config.notifications().values())
                .containsExactly(
                        new NotificationConfig(
                                "chat",
                                new NotificationChannel.Webhook(
                                        NotificationChannel.Shape.SLACK,
                                        new Secret("https://hooks.slack.com/services/x")),
                                Set.of(EventKind.HALTED, EventKind.RECOVERED),
                                Duration.ofMinutes(1),
                                "{source} on {host}: {what}"),
                        new NotificationConfig(
                                "night",
                                new NotificationChannel.Mail(
                                        "mail.internal",
                                        25,
                                        NotificationChannel.MailTls.NONE,
                                        "headgate",
                                        new Secret("geheim"),
                                        "headgate@example.com",
                                        List.of("dba@example.com", "ops@example.com")),
                                NotificationConfig.DEFAULT_EVENTS,
                                Duration.ofMinutes(15),
                                NotificationConfig.DEFAULT_TEXT));
        assertThat(config.logging()).isEqualTo(new LoggingConfig(LoggingConfig.Level.DEBUG, LoggingConfig.Format.TEXT));
        assertThat(config.memory()).isEqualTo(new MemoryConfig(new DataSize(64 << 20)));
    }

    @Test
    void a_program_for_the_password_is_named_and_is_the_only_place_of_the_password() throws Exception {
        assertThat(problems("""
                        version: 1
                        connections:
                          a: { host: db, user: u, password_command: [] }
                          b: { host: db, user: u, password_command: vault }
                          c: { host: db, user: u, password_command: [vault], password: geheim }
                          d: { host: db, user: u, password_command: [vault], rds_iam_region: eu-central-1 }
                          e: { host: db, user: u, password_command: [""] }
                        sources: { shop: { connection: a, database: shopdb } }
                        staging: { uri: file:///var/lib/headgate/staging }
                        """))
                .anySatisfy(problem -> assertThat(problem).contains("connections.a.password_command: names no program"))
                .anySatisfy(problem -> assertThat(problem).contains("connections.b.password_command: must be a list"))
                .anySatisfy(problem -> assertThat(problem).contains("connections.c.password_command: it prints the"))
                .anySatisfy(problem -> assertThat(problem).contains("connections.d.rds_iam_region: a token takes the"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("connections.e.password_command: names no program"));
    }

    @Test
    void a_login_that_would_be_less_safe_than_it_looks_is_a_problem() throws Exception {
        assertThat(problems("""
                        version: 1
                        connections:
                          a: { host: db, user: u, tls: prefer, channel_binding: require }
                          b: { host: db, user: u, tls: require, rds_iam_region: eu-central-1 }
                          c: { host: db, user: u, password: geheim, rds_iam_region: eu-central-1, channel_binding: require }
                          d: { host: db, user: u, rds_iam_region: Frankfurt }
                          e: { unix_socket: /run/postgresql, user: u, channel_binding: require }
                        sources: { shop: { connection: a, database: shopdb } }
                        staging: { uri: file:///var/lib/headgate/staging }
                        """))
                .anySatisfy(
                        problem -> assertThat(problem).contains("connections.a.channel_binding: there is nothing to"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("connections.b.rds_iam_region: a token is sent as it"))
                .anySatisfy(problem -> assertThat(problem).contains("connections.c.rds_iam_region: a token takes the"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("connections.c.rds_iam_region: a token is no SCRAM"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("connections.d.rds_iam_region: 'Frankfurt' is not a"))
                .anySatisfy(
                        problem -> assertThat(problem).contains("connections.e.channel_binding: there is nothing to"))
                .hasSize(6);
    }

    @Test
    void a_notification_that_could_never_arrive_is_a_problem_and_its_secrets_are_not_shown() throws Exception {
        assertThat(problems(MINIMAL + """
                        admin: { token: kurz-geheim, tls: { key: /does/not/exist } }
                        notifications:
                          a: { type: slack, url: "ftp://geheim.example" }
                          b: { type: mail, host: mail.internal, from: nobody, url: "https://geheim.example" }
                          c: { type: teams, events: [halte], text: "{waht}" }
                        """))
                .allSatisfy(problem -> assertThat(problem).doesNotContain("geheim"))
                .anySatisfy(problem -> assertThat(problem).contains("admin.token: is shorter than 16"))
                .anySatisfy(problem -> assertThat(problem).contains("admin.tls: certificate and key are both required"))
                .anySatisfy(problem -> assertThat(problem).contains("notifications.a.url: is not a URL"))
                .anySatisfy(problem -> assertThat(problem).contains("notifications.b.to: is required for type mail"))
                .anySatisfy(problem -> assertThat(problem).contains("notifications.b.url: is not a key of type mail"))
                .anySatisfy(problem -> assertThat(problem).contains("'nobody' is not a mail address"))
                .anySatisfy(problem -> assertThat(problem).contains("'halte' is not one of", "did you mean halted?"))
                .anySatisfy(problem -> assertThat(problem).contains("'{waht}' stands for nothing"))
                .anySatisfy(problem -> assertThat(problem).contains("notifications.c.url: is required for type teams"));
    }

    @Test
    void a_danger_before_the_warning_is_a_problem() throws Exception {
        String guarded = MINIMAL.replace("database: shopdb", "database: shopdb, wal_guard: { warn_percent: 95 }");
        assertThat(problems(guarded)).singleElement().asString().contains("danger_percent must be above warn_percent");
    }

    @Test
    void a_schedule_and_the_mode_that_has_one_belong_together() throws Exception {
        for (String snapshot : List.of("{ mode: snapshot_only }", "{ every: 6h }")) {
            assertThat(problems(MINIMAL.replace("database: shopdb", "database: shopdb, snapshot: " + snapshot)))
                    .singleElement()
                    .asString()
                    .contains("mode snapshot_only and every belong together");
        }
    }

    @Test
    void all_problems_are_reported_at_once_with_line_column_path_and_the_nearest_known_key() throws Exception {
        assertThat(problems("""
                        version: 2
                        conections: {}
                        connections:
                          local: { host: db, usr: headgate, port: none, tls: verify_ful }
                        sources:
                          shop:
                            connection: locl
                            database: shopdb
                            slot: Shop-Slot
                            include: public.*
                            status_interval: 2
                            status_interval: 2s
                          Shop2: { connection: local, database: x }
                        staging: { uri: "s3://bucket/x", flush: { max_age: 10parsecs, max_bytes: 128 } }
                        """))
                .containsExactly(
                        "1:10: version: '2' is out of range; write a whole number from 1 to 1",
                        "2:1: conections: is not a known key (did you mean connections?)",
                        "4:10: connections.local.user: is required, for example headgate",
                        "4:22: connections.local.usr: is not a known key (did you mean user?)",
                        "4:43: connections.local.port: 'none' is not a number; write a whole number from 1 to 65535",
                        "4:54: connections.local.tls: 'verify_ful' is not one of verify-full, verify-ca, require, prefer,"
                                + " disable (did you mean verify-full?)",
                        "7:17: sources.shop.connection: 'locl' is not in connections (did you mean local?)",
                        "9:11: sources.shop.slot: 'Shop-Slot' cannot name a slot; use 1 to 63 of a-z, 0-9 and _",
                        "10:14: sources.shop.include: must be a list, as in [a, b]",
                        "11:22: sources.shop.status_interval: '2' is not a duration; write a number and a unit, as in 10s",
                        "12:5: sources.shop.status_interval: is given twice; keep one",
                        "13:10: sources.Shop2: 'Shop2' is not a name; use 1 to 63 of a-z, 0-9, _ and -",
                        "14:17: staging.uri: 's3://bucket/x' is not a local directory; write an absolute path, as in"
                                + " file:///var/lib/headgate/staging",
                        "14:52: staging.flush.max_age: 'parsecs' in '10parsecs' is not a unit of time; use ms, s, m, h"
                                + " or d",
                        "14:74: staging.flush.max_bytes: '128' is not a size; write a number and a unit, as in 128MiB");
    }

    @Test
    void missing_sections_are_each_named() throws Exception {
        assertThat(problems("admin: {}\n"))
                .containsExactly(
                        "1:1: version: is required: write version: 1",
                        "1:1: sources: is required: name at least one source",
                        "1:1: staging.uri: is required, for example file:///var/lib/headgate/staging");
    }

    @Test
    void a_file_that_is_not_yaml_is_reported_where_parsing_stopped() throws Exception {
        assertThat(problems("version: 1\nsources: { a: [ }\n"))
                .singleElement()
                .asString()
                .startsWith("2:17: this is not YAML: ");
    }

    @Test
    void an_empty_file_and_a_missing_file_say_how_to_get_one() throws Exception {
        assertThat(problems("# nothing\n")).containsExactly("1:1: the file is empty; write one with: headgate init");
        ConfigException missing = catchThrowableOfType(
                ConfigException.class, () -> ConfigLoader.load(directory.resolve("absent.yaml"), Map.of()));
        assertThat(missing).hasMessageContaining("absent.yaml:1:1: the file cannot be read: it does not exist");
    }

    @Test
    void variables_and_files_are_filled_into_values_after_parsing() throws Exception {
        Files.writeString(directory.resolve("password"), "p: {w}\n");
        String yaml = MINIMAL.replace(
                "user: headgate",
                "user: \"${ROLE}-${ABSENT:-x}\", password: \"${file:password}\", port: \"${PORT:-7000}\"");

        ConnectionConfig connection = Objects.requireNonNull(
                load(yaml, Map.of("ROLE", "a: [b", "PORT", "")).connections().get("local"));

        assertThat(connection.user()).isEqualTo("a: [b-x");
        assertThat(connection.password()).isEqualTo(new Secret("p: {w}"));
        assertThat(connection.port()).isEqualTo(7000);
        assertThat(connection.toString()).contains("password=***").doesNotContain("{w}");
    }

    @Test
    void a_credential_comes_from_systemd_or_from_beside_the_configuration() throws Exception {
        String yaml = MINIMAL.replace("user: headgate", "user: headgate, password: \"${credential:pg}\"");
        Files.writeString(
                Files.createDirectory(directory.resolve("credentials")).resolve("pg"), "beside\n");
        Path systemd = Files.createDirectory(directory.resolve("systemd"));
        Files.writeString(systemd.resolve("pg"), "of systemd\n");

        assertThat(password(yaml, Map.of())).isEqualTo(new Secret("beside"));
        assertThat(password(yaml, Map.of("CREDENTIALS_DIRECTORY", systemd.toString())))
                .isEqualTo(new Secret("of systemd"));
        assertThat(problems(yaml.replace("credential:pg", "credential:../pg")))
                .containsExactly("3:57: connections.local.password: '${credential:../pg}' does not name a credential;"
                        + " write ${credential:name}, a file name without folders");
        assertThat(problems(MINIMAL.replace("host: db.internal", "host: db, port: \"${credential:pg}\"")))
                .containsExactly("3:28: connections.local.port: what the file holds does not fit here");
    }

    private Secret password(String yaml, Map<String, String> environment) throws Exception {
        ConnectionConfig connection =
                Objects.requireNonNull(load(yaml, environment).connections().get("local"));
        return Objects.requireNonNull(connection.password());
    }

    @Test
    void references_that_cannot_be_filled_are_problems_at_their_value() throws Exception {
        assertThat(problems(MINIMAL.replace(
                        "user: headgate",
                        "user: \"${ROLE}\", password: \"${file:/nowhere/password}\", host2: \"$${x}\"")))
                .containsExactly(
                        "3:37: connections.local.user: environment variable ROLE is not set; set it, or write"
                                + " ${ROLE:-default}",
                        "3:58: connections.local.password: file /nowhere/password cannot be read: it does not exist;"
                                + " check its name and permissions",
                        "3:87: connections.local.host2: is not a known key (did you mean host?)");
        assertThat(problems(MINIMAL.replace("shopdb", "\"${open\"")))
                .singleElement()
                .asString()
                .startsWith("5:40: sources.shop.database: '${open' has no closing brace");
    }

    @Test
    void the_content_of_a_secret_file_is_not_shown_in_a_problem() throws Exception {
        Files.writeString(directory.resolve("password"), "hunter2");
        assertThat(problems(MINIMAL.replace("host: db.internal", "host: db, port: \"${file:password}\"")))
                .containsExactly("3:28: connections.local.port: what the file holds does not fit here");
    }

    @Test
    void two_sources_cannot_share_a_slot_or_a_destination() throws Exception {
        String twoSources = MINIMAL.replace(
                "  shop: { connection: local, database: shopdb }",
                "  one: { connection: local, database: shopdb, slot: s, include: [\"a.*\"] }\n"
                        + "  two: { connection: local, database: shopdb, slot: %s, include: [\"%s\"] }");

        assertThat(problems(twoSources.formatted("s", "*.x")))
                .containsExactly(
                        "6:8: sources.two: has the same slot 's' as sources.one; each source needs its own",
                        "6:8: sources.two: writes to the same destination shopdb.{schema} as sources.one; give one of"
                                + " them another destination.catalog or destination.schema");
        assertThat(load(twoSources.formatted("t", "b.*"), Map.of()).sources()).hasSize(2);
    }

    @Test
    void selection_follows_globs_and_never_takes_system_schemas() throws Exception {
        SourceConfig source = Objects.requireNonNull(load(
                        MINIMAL.replace(
                                "database: shopdb",
                                "database: d, include: [\"*.*\"], exclude: [\"public.tmp_*\", 'a\\.b.?'],"
                                        + " exclude_columns: { \"*.people\": [ssn] }"),
                        Map.of())
                .sources()
                .get("shop"));

        assertThat(source.selects("public", "orders")).isTrue();
        assertThat(source.selects("public", "with.dot")).isTrue();
        assertThat(source.selects("public", "tmp_1")).isFalse();
        assertThat(source.selects("a.b", "c")).isFalse();
        assertThat(source.selects("a.b", "cc")).isTrue();
        assertThat(source.selects("pg_catalog", "pg_class")).isFalse();
        assertThat(source.selects("information_schema", "tables")).isFalse();
        assertThat(source.excludesColumn("hr", "people", "ssn")).isTrue();
        assertThat(source.excludesColumn("hr", "peoples", "ssn")).isFalse();
    }

    private GatewayConfig load(String yaml, Map<String, String> environment) throws IOException, ConfigException {
        return ConfigLoader.load(Files.writeString(directory.resolve("headgate.yaml"), yaml), environment);
    }

    /** Each problem without the name of the file. */
    private List<String> problems(String yaml) throws IOException {
        Path file = Files.writeString(directory.resolve("headgate.yaml"), yaml);
        ConfigException failure = catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(file, Map.of()));
        return failure.problems().stream()
                .map(problem -> problem.toString().substring(file.toString().length() + 1))
                .toList();
    }
}
