package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees who has made a mistake: one clear message, what to do, and the exit code for it. */
final class CommandErrorsTest {

    private static final int USAGE = 64;
    private static final int PERMISSION = 77;
    private static final int CONFIG = 78;
    private static EmbeddedServer server;

    @TempDir
    private Path directory;

    private GatewayConfigFile config;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder().tls(true).passwordAuthentication().start();
        Site.createRole(server);
        server.execute("postgres", "CREATE DATABASE errors", "CREATE ROLE reader LOGIN PASSWORD 'correct'");
        server.execute(
                "errors",
                "CREATE TABLE t (id int PRIMARY KEY)",
                "CREATE PUBLICATION errors_pub FOR ALL TABLES",
                "CREATE TABLE owned_by_postgres (id int PRIMARY KEY)");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void writeConfig() {
        config = GatewayConfigFile.create(directory, server).source("shop", "errors", "errors_slot", "errors_pub");
        config.set("connections", "main", "password").to("correct");
    }

    @Test
    void all_problems_of_a_config_are_reported_at_once_with_line_column_and_the_nearest_key() {
        config.set("sources", "shop", "publcation").to("x");
        config.set("staging", "flush", "max_age").to("10");
        config.set("connections", "main", "password").to("${NO_SUCH_VARIABLE}");
        for (String command : List.of("validate", "run")) {
            GatewayOutcome outcome = command(command);
            assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(CONFIG);
            assertThat(outcome.output())
                    .containsPattern(
                            "headgate\\.yaml:\\d+:\\d+: sources\\.shop\\.publcation: .*did you mean publication")
                    .containsPattern("headgate\\.yaml:\\d+:\\d+: staging\\.flush\\.max_age: ")
                    .contains("NO_SUCH_VARIABLE");
            assertOneMessage(outcome);
        }
    }

    @Test
    void a_config_file_that_does_not_exist_is_named() {
        GatewayOutcome outcome = GatewayProcess.command("run", "--config", "/nowhere/headgate.yaml")
                .toEnd();
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(CONFIG);
        assertThat(outcome.output()).contains("/nowhere/headgate.yaml");
        assertOneMessage(outcome);
    }

    @Test
    void an_unknown_option_is_a_usage_error() {
        GatewayOutcome outcome = GatewayProcess.command("run", "--cofnig", "x").toEnd();
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(USAGE);
        assertThat(outcome.output()).contains("--cofnig").contains("--config");
        assertOneMessage(outcome);
    }

    @Test
    void a_good_config_is_valid() {
        GatewayOutcome outcome = command("validate");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    @Test
    void a_wrong_password_names_role_database_and_the_keys_to_correct() {
        config.set("connections", "main", "password").to("wrong-secret");
        GatewayOutcome outcome = command("run", "--fail-fast");
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(PERMISSION);
        assertThat(outcome.output())
                .contains("HG-2005", "role headgate", "connections.main.user", "pg_hba.conf")
                .doesNotContain("wrong-secret");
        assertOneMessage(outcome);
    }

    @Test
    void a_certificate_that_nobody_signed_is_refused_and_accepted_when_it_is_the_configured_root() throws Exception {
        config.set("connections", "main", "tls").to("verify-full");
        config.set("connections", "main", "host").to("localhost");
        GatewayOutcome outcome = command("run", "--fail-fast");
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(CONFIG);
        assertThat(outcome.output()).contains("HG-2006", "connections.main.tls_root_certificate");
        assertOneMessage(outcome);

        Path root = Files.copy(server.tlsCertificate(), directory.resolve("root.crt"));
        config.set("connections", "main", "tls_root_certificate").to(root.toString());
        try (GatewayProcess gateway = GatewayProcess.run(config).start()) {
            gateway.awaitStreaming("shop");
        }
    }

    @Test
    void a_server_without_tls_is_refused_when_tls_is_asked_for() {
        try (EmbeddedServer plain = EmbeddedServer.builder().start()) {
            Site.createRole(plain);
            config.port(plain.port());
            config.set("connections", "main", "tls").to("require");
            config.set("sources", "shop", "database").to("postgres");
            GatewayOutcome outcome = command("run", "--fail-fast");
            assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(CONFIG);
            assertThat(outcome.output()).contains("HG-2006", "connections.main.tls");
            assertOneMessage(outcome);
        }
    }

    @Test
    void a_role_without_REPLICATION_is_told_the_statement_that_grants_it() {
        config.set("connections", "main", "user").to("reader");
        GatewayOutcome outcome = command("run", "--fail-fast");
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(PERMISSION);
        assertThat(outcome.output()).contains("HG-2007").containsPattern("ALTER ROLE \"?reader\"? .*REPLICATION");
        assertOneMessage(outcome);
    }

    @Test
    void a_role_that_may_not_create_the_publication_is_told_the_statement_for_the_owner() {
        config.set("sources", "shop", "publication").to("not_there");
        GatewayOutcome outcome = command("run", "--fail-fast");
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(PERMISSION);
        assertThat(outcome.output()).contains("HG-2007").contains("CREATE PUBLICATION");
        assertOneMessage(outcome);
    }

    private GatewayOutcome command(String name, String... more) {
        return GatewayProcess.command(name, "--config", config.path().toString())
                .with(more)
                .toEnd();
    }

    private static void assertOneMessage(GatewayOutcome outcome) {
        assertThat(outcome.output())
                .as("no stack trace")
                .doesNotContain("\tat ")
                .doesNotContain("Exception in thread");
    }
}
