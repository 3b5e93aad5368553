package dev.headgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.ConfigLoader;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

class SqlFailuresTest {
    @TempDir
    private Path directory;

    private SqlFailures failures;

    @BeforeEach
    void configure() throws Exception {
        Path yaml = Files.writeString(directory.resolve("headgate.yaml"), """
                version: 1
                connections: { main: { host: db, user: headgate } }
                sources: { shop: { connection: main, database: shop } }
                staging: { uri: file:///tmp/none }
                """);
        failures = new SqlFailures(Objects.requireNonNull(
                ConfigLoader.load(yaml, Map.of()).sources().get("shop")));
    }

    @Test
    void a_class_that_is_missing_is_named_and_not_told_as_an_answer_of_the_server() {
        NoClassDefFoundError missing = new NoClassDefFoundError("jdk/net/ExtendedSocketOptions");
        GatewayException failure = failures.connecting(
                new PSQLException("Something unusual has occurred", PSQLState.UNEXPECTED_ERROR, missing));
        assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(failure.what()).isEqualTo("NoClassDefFoundError jdk/net/ExtendedSocketOptions while connecting");
    }

    @Test
    void a_login_that_the_driver_cannot_make_is_no_lost_connection() {
        GatewayException failure = failures.connecting(
                new PSQLException("The authentication type 7 is not supported", PSQLState.CONNECTION_REJECTED));
        assertThat(failure.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
        assertThat(failures.connecting(new PSQLException("", PSQLState.CONNECTION_FAILURE))
                        .code())
                .isEqualTo(ErrorCode.CONNECTION_LOST);
    }
}
