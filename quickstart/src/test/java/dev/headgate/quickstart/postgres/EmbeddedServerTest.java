package dev.headgate.quickstart.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedServerTest {

    private static final String CHANGES =
            "SELECT count(*) FROM pg_logical_slot_peek_binary_changes('s', NULL, NULL, 'proto_version', '1', 'publication_names', 'p')";

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 17, 18})
    void each_version_starts_has_slots_and_survives_restart_and_kill9(int version) throws SQLException {
        try (EmbeddedServer server =
                EmbeddedServer.builder().majorVersion(version).start()) {
            assertThat(server.queryValue("postgres", "SHOW server_version")).startsWith(version + ".");
            server.createDatabase("mfg \"x\"");
            server.createDatabase("mfg");
            server.execute(
                    "mfg",
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "CREATE PUBLICATION p FOR TABLE t",
                    "SELECT pg_create_logical_replication_slot('s', 'pgoutput')",
                    "INSERT INTO t VALUES (1)");
            int port = server.port();

            server.stopFast(Duration.ofSeconds(10));
            assertThat(server.isRunning()).isFalse();
            server.start();
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.queryLong("mfg", CHANGES)).isEqualTo(4);

            server.execute("mfg", "INSERT INTO t VALUES (2)");
            try (Connection open = server.connect("mfg")) {
                server.kill9();
                assertThat(server.isRunning()).isFalse();
                assertThat(open.isValid(1)).isFalse();
            }
            server.start();
            assertThat(server.queryLong("mfg", "SELECT count(*) FROM t")).isEqualTo(2);
            assertThat(server.queryLong("mfg", CHANGES)).isEqualTo(7);

            server.stopImmediate();
            server.start();
            assertThat(server.queryLong("mfg", "SELECT count(*) FROM t")).isEqualTo(2);
        }
    }

    @Test
    void close_deletes_what_is_temporary_and_may_be_called_twice() {
        EmbeddedServer server = EmbeddedServer.builder().start();
        server.close();
        server.close();
        assertThat(server.dataDirectory()).doesNotExist();
        assertThat(server.unixSocketDirectory()).doesNotExist();
    }

    @Test
    void a_chosen_data_directory_is_kept_and_used_again(@TempDir Path directory) {
        Path data = directory.resolve("cluster");
        try (EmbeddedServer server =
                EmbeddedServer.builder().dataDirectory(data).start()) {
            server.execute("postgres", "CREATE TABLE kept ()");
        }
        try (EmbeddedServer server =
                EmbeddedServer.builder().dataDirectory(data).start()) {
            assertThat(server.queryLong("postgres", "SELECT count(*) FROM kept"))
                    .isZero();
        }
    }

    @Test
    void a_restored_data_directory_brings_back_the_earlier_state(@TempDir Path directory) {
        try (EmbeddedServer server = EmbeddedServer.builder().start()) {
            server.execute("postgres", "CREATE TABLE t AS SELECT 1 AS x");
            server.stopFast(Duration.ofSeconds(10));
            server.copyDataDirectory(directory.resolve("copy"));
            server.start();
            server.execute("postgres", "DROP TABLE t");
            server.stopFast(Duration.ofSeconds(10));
            server.restoreDataDirectory(directory.resolve("copy"));
            server.start();
            assertThat(server.queryLong("postgres", "SELECT x FROM t")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 17})
    void a_standby_follows_and_is_promoted(int version) {
        try (EmbeddedServer primary =
                EmbeddedServer.builder().majorVersion(version).start()) {
            primary.execute("postgres", "CREATE TABLE t AS SELECT 1 AS x");
            try (EmbeddedServer standby = primary.standby().start()) {
                assertThat(standby.queryValue("postgres", "SELECT pg_is_in_recovery()"))
                        .isEqualTo("t");
                standby.promote();
                standby.execute("postgres", "INSERT INTO t VALUES (2)");
                assertThat(standby.queryLong("postgres", "SELECT count(*) FROM t"))
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void clusters_share_the_system_identifier_unless_asked_otherwise() {
        String sql = "SELECT system_identifier FROM pg_control_system()";
        try (EmbeddedServer first = EmbeddedServer.builder().start();
                EmbeddedServer second = EmbeddedServer.builder().start();
                EmbeddedServer other =
                        EmbeddedServer.builder().ownSystemIdentifier().start()) {
            assertThat(second.queryLong("postgres", sql)).isEqualTo(first.queryLong("postgres", sql));
            assertThat(other.queryLong("postgres", sql)).isNotEqualTo(first.queryLong("postgres", sql));
        }
    }

    @Test
    void tls_is_verified_against_the_self_signed_certificate() throws SQLException {
        try (EmbeddedServer server = EmbeddedServer.builder().tls(true).start()) {
            Properties properties = new Properties();
            properties.put("user", "postgres");
            properties.put("sslmode", "verify-full");
            properties.put("sslrootcert", server.tlsCertificate().toString());
            String url = "jdbc:postgresql://localhost:" + server.port() + "/postgres";
            try (Connection connection = DriverManager.getConnection(url, properties);
                    var result = connection
                            .createStatement()
                            .executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
                result.next();
                assertThat(result.getBoolean(1)).isTrue();
            }
        }
    }

    @Test
    void with_password_authentication_only_the_superuser_comes_in_without_one() throws SQLException {
        try (EmbeddedServer server =
                EmbeddedServer.builder().passwordAuthentication().start()) {
            server.execute("postgres", "CREATE ROLE app LOGIN REPLICATION PASSWORD 'right'");
            Properties properties = new Properties();
            properties.put("user", "app");
            properties.put("password", "wrong");
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("postgres"), properties))
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("28P01");
            properties.put("password", "right");
            DriverManager.getConnection(server.jdbcUrl("postgres"), properties).close();
        }
    }

    @Test
    void root_without_user_namespaces_runs_the_server_as_nobody(@TempDir Path shared) throws IOException {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        UnprivilegedUser wanted = UnprivilegedUser.detect() == UnprivilegedUser.CALLER
                ? UnprivilegedUser.CALLER
                : UnprivilegedUser.NOBODY;
        try (EmbeddedServer server =
                EmbeddedServer.builder().runAs(wanted).cacheDirectory(shared).start()) {
            server.kill9();
            server.start();
            assertThat(server.queryLong("postgres", "SELECT 1")).isEqualTo(1);
        }
    }

    @Test
    void a_server_that_cannot_start_tells_the_end_of_its_log() {
        assertThatThrownBy(() ->
                        EmbeddedServer.builder().setting("no_such_setting", "1").start())
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("no_such_setting");
    }

    @Test
    void a_version_that_is_not_on_the_class_path_is_named() {
        assertThatThrownBy(() -> EmbeddedServer.builder().majorVersion(9).build())
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("no PostgreSQL 9");
    }
}
