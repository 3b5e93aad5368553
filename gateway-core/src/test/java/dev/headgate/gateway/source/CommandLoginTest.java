package dev.headgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logging in with what a program prints. */
class CommandLoginTest {
    private static EmbeddedServer server;

    @TempDir
    private Path directory;

    @BeforeAll
    static void startServer() {
        server = EmbeddedServer.builder()
                .hostBasedAuthentication(
                        "local all all trust",
                        "host all postgres all trust",
                        "host all trusted all trust",
                        "host all clear_text all password",
                        "host all all all scram-sha-256")
                .start();
        server.execute(
                "postgres",
                "CREATE ROLE headgate LOGIN PASSWORD 'geheim'",
                "CREATE ROLE clear_text LOGIN PASSWORD 'geheim'",
                "CREATE ROLE trusted LOGIN");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void a_program_is_asked_at_each_login_and_its_first_line_is_the_password() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "geheim\r\nmore\n");
        ServerConnections connections = connections("headgate", "[cat, " + file + "]");
        connections.control().close();

        server.execute("postgres", "ALTER ROLE headgate PASSWORD 'neu'");
        GatewayException old = catchThrowableOfType(GatewayException.class, connections::control);
        assertThat(old.what()).isEqualTo("The server refused role headgate");
        Files.writeString(file, "neu");
        connections.control().close();
    }

    @Test
    void a_server_that_wants_no_password_leaves_the_program_alone() throws Exception {
        connections("trusted", "[/does/not/exist]").control().close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[sh, -c, 'echo geheim; echo geheim >&2; exit 3'] | sh ended with exit code 3",
                "[sh, -c, 'echo; echo geheim'] | sh printed no password in its first line",
                "['true'] | true printed no password in its first line",
                "[/does/not/exist] | /does/not/exist cannot be started; is it there, and may the gateway's user run it"
            },
            quoteCharacter = '"')
    void what_keeps_a_program_from_giving_a_password_is_told_and_what_it_prints_is_not(String command, String why)
            throws Exception {
        for (String role : List.of("headgate", "clear_text")) {
            ServerConnections connections = connections(role, command);
            GatewayException refused = catchThrowableOfType(GatewayException.class, connections::control);
            assertThat(refused.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            assertThat(refused.what()).isEqualTo("password_command " + why);
            for (Throwable each = refused; each != null; each = each.getCause()) {
                assertThat(String.valueOf(each.getMessage())).doesNotContain("geheim");
            }
        }
    }

    @Test
    void a_program_that_does_not_end_is_killed_with_its_children() {
        String seconds = String.valueOf(System.nanoTime());
        PasswordCommand endless = new PasswordCommand(
                List.of("sh", "-c", "echo geheim; sleep " + seconds + " & wait"), Duration.ofSeconds(2));
        assertThatThrownBy(endless::password)
                .isInstanceOf(PasswordCommandException.class)
                .hasMessage("password_command sh did not end within 2 s");
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(seconds))
                .forEach(process ->
                        process.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }

    @Test
    void a_program_that_prints_much_after_the_password_ends_and_is_believed() throws Exception {
        PasswordCommand much = new PasswordCommand(
                List.of("sh", "-c", "echo geheim; head -c 1000000 /dev/zero"), Duration.ofSeconds(60));
        assertThat(much.password()).isEqualTo("geheim");
    }

    private ServerConnections connections(String role, String command) throws Exception {
        Path yaml = Files.writeString(
                directory.resolve("headgate.yaml"), """
                version: 1
                connections:
                  main: { host: %s, port: %d, user: %s, tls: prefer, password_command: %s }
                sources: { shop: { connection: main, database: postgres } }
                staging: { uri: file:///tmp/none }
                """.formatted(server.host(), server.port(), role, command));
        return new ServerConnections(Objects.requireNonNull(
                ConfigLoader.load(yaml, Map.of()).sources().get("shop")));
    }
}
