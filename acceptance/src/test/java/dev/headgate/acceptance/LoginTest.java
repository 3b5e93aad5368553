package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.postgres.SelfSignedCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways of logging in that are stronger than a password alone, over TLS that is verified. */
final class LoginTest {

    private static final int PERMISSION = 77;
    private static EmbeddedServer server;

    @TempDir
    private static Path certificates;

    @TempDir
    private Path directory;

    private GatewayConfigFile config;

    @BeforeAll
    static void startServer() throws Exception {
        server = EmbeddedServer.builder()
                .tls(true)
                .setting("ssl_ca_file", "client.crt")
                .hostBasedAuthentication(
                        "local all all trust",
                        "host all postgres all trust",
                        "hostssl all certified all cert",
                        "hostssl all clear_text all password",
                        "hostssl all all all scram-sha-256")
                .build();
        SelfSignedCertificate.write(certificates, "client", "certified");
        Path authority = Files.copy(
                certificates.resolve("client.crt"), server.dataDirectory().resolve("client.crt"));
        Files.setPosixFilePermissions(authority, PosixFilePermissions.fromString("rw-r--r--"));
        server.start();
        Site.createRole(server);
        server.execute(
                "postgres",
                "CREATE ROLE certified LOGIN REPLICATION",
                "CREATE ROLE clear_text LOGIN REPLICATION PASSWORD 'correct'",
                "CREATE DATABASE login");
        server.execute("login", "CREATE TABLE t (id int PRIMARY KEY)", "CREATE PUBLICATION login_pub FOR ALL TABLES");
        Files.copy(server.tlsCertificate(), certificates.resolve("server.crt"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void writeConfig() {
        config = GatewayConfigFile.create(directory, server).source("shop", "login", "login_slot", "login_pub");
        config.set("sources", "shop", "snapshot", "mode").to("never");
        connection("host", "localhost");
        connection("tls", "verify-full");
        connection("tls_root_certificate", certificates.resolve("server.crt").toString());
    }

    @Test
    void a_SCRAM_login_is_bound_to_the_TLS_connection_and_nothing_else_will_do_when_that_is_required() {
        connection("channel_binding", "require");
        connection("password", "correct");
        assertStreams();

        connection("user", "clear_text");
        assertRefused("channel_binding");
        connection("channel_binding", "prefer");
        assertStreams();
    }

    @Test
    void a_client_certificate_takes_the_place_of_the_password() {
        connection("user", "certified");
        assertRefused("role certified");

        connection("tls_certificate", certificates.resolve("client.crt").toString());
        connection("tls_key", certificates.resolve("client.key").toString());
        assertStreams();
    }

    @Test
    void a_password_that_is_missing_is_told_as_such_and_not_as_a_lost_connection() {
        assertRefused("a password that is not configured");
    }

    @Test
    void a_program_gives_the_password_to_the_gateway_and_to_check_alike() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "correct\n");
        config.set("connections", "main", "password_command").to(List.of("cat", file.toString()));
        assertStreams();
        assertThat(check().output()).doesNotContain("HG-2005").contains("wal_level");

        config.set("connections", "main", "password_command").to(List.of("sh", "-c", "echo geheim; exit 3"));
        assertRefused("password_command sh ended with exit code 3");
        GatewayOutcome refused = check();
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output())
                .contains("HG-2005 password_command sh ended with exit code 3", "See that password_command")
                .doesNotContain("geheim");
    }

    @Test
    void a_server_of_RDS_is_given_a_signed_token_which_nobody_else_sees() throws Exception {
        try (RdsImitation rds = RdsImitation.start(directory)) {
            config.port(rds.port());
            connection("tls_root_certificate", rds.certificate().toString());
            connection("rds_iam_region", "eu-central-1");
            GatewayOutcome outcome = command()
                    .environment("AWS_ACCESS_KEY_ID", "AKID")
                    .environment("AWS_SECRET_ACCESS_KEY", "geheim")
                    .environment("AWS_SESSION_TOKEN", "session")
                    .toEnd();
            assertRefusal(outcome, "refused role headgate");
            assertThat(rds.tokens())
                    .isNotEmpty()
                    .allMatch(token -> token.matches("localhost:" + rds.port()
                            + "/\\?Action=connect&DBUser=headgate&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                            + "&X-Amz-Credential=AKID%2F[0-9]{8}%2Feu-central-1%2Frds-db%2Faws4_request"
                            + "&X-Amz-Date=[0-9]{8}T[0-9]{6}Z&X-Amz-Expires=900&X-Amz-Security-Token=session"
                            + "&X-Amz-SignedHeaders=host&X-Amz-Signature=[0-9a-f]{64}"));
            assertThat(outcome.output()).doesNotContain("geheim", "X-Amz");
        }
    }

    @Test
    void what_keeps_a_token_from_being_made_or_taken_is_told() throws Exception {
        connection("rds_iam_region", "eu-central-1");
        assertRefusal(
                command()
                        .environment("AWS_ACCESS_KEY_ID", "AKID")
                        .environment("AWS_SECRET_ACCESS_KEY", "geheim")
                        .toEnd(),
                "no member of rds_iam");
        try (RdsImitation rds = RdsImitation.start(directory)) {
            config.port(rds.port());
            connection("tls_root_certificate", rds.certificate().toString());
            assertRefusal(
                    command()
                            .environment("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")
                            .toEnd(),
                    "No AWS access key was found");
        }
    }

    private void connection(String key, String value) {
        config.set("connections", "main", key).to(value);
    }

    private GatewayCommand command() {
        return GatewayProcess.command("run", "--config", config.path().toString(), "--fail-fast");
    }

    private GatewayOutcome check() {
        return GatewayProcess.command("check", "--config", config.path().toString())
                .toEnd();
    }

    private void assertStreams() {
        try (GatewayProcess gateway = GatewayProcess.run(config).start()) {
            gateway.awaitStreaming("shop");
            Site.stop(gateway);
        }
    }

    private void assertRefused(String why) {
        assertRefusal(command().toEnd(), why);
    }

    private static void assertRefusal(GatewayOutcome outcome, String why) {
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(PERMISSION);
        assertThat(outcome.output()).contains("HG-2005", why).doesNotContain("\tat ");
    }
}
