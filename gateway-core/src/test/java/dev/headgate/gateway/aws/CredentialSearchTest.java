package dev.headgate.gateway.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beside an HTTP server that answers as the endpoints of containers and instances are described to. */
class CredentialSearchTest {
    private static final String KEY = """
            {"AccessKeyId": "AKID", "SecretAccessKey": "geheim", "Token": "session", "Expiration": "2030-01-01T00:00:00Z"}
            """;

    @TempDir
    private Path directory;

    private HttpServer endpoint;
    private String address = "";

    @BeforeEach
    void serve() throws IOException {
        endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        address = "http://127.0.0.1:" + endpoint.getAddress().getPort();
        endpoint.createContext("/container", exchange -> answer(exchange, "Authorization", "allowed", KEY));
        endpoint.createContext("/latest/api/token", exchange -> {
            boolean put = exchange.getRequestMethod().equals("PUT");
            answer(exchange, "X-aws-ec2-metadata-token-ttl-seconds", put ? "60" : "none", "allowed");
        });
        String roles = "/latest/meta-data/iam/security-credentials/";
        endpoint.createContext(roles, exchange -> answer(exchange, "X-aws-ec2-metadata-token", "allowed", "reader\n"));
        endpoint.createContext(
                roles + "reader", exchange -> answer(exchange, "X-aws-ec2-metadata-token", "allowed", KEY));
        endpoint.start();
    }

    @AfterEach
    void close() {
        endpoint.stop(0);
    }

    @Test
    void the_environment_comes_first() throws Exception {
        AwsCredentials found = search(Map.of(
                "AWS_ACCESS_KEY_ID", "mine",
                "AWS_SECRET_ACCESS_KEY", "geheim",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", address + "/container"));
        assertThat(found.accessKeyId()).isEqualTo("mine");
        assertThat(found.sessionToken()).isNull();
        assertThat(found.toString()).isEqualTo("***");
    }

    @Test
    void a_container_asks_its_endpoint_with_the_token_of_its_file() throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "allowed\n");
        assertThat(search(Map.of(
                                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                                address + "/container",
                                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                                token.toString()))
                        .sessionToken())
                .isEqualTo("session");
    }

    @Test
    void an_instance_asks_for_a_session_and_then_for_its_role() throws Exception {
        AwsCredentials found = search(Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", address + "/"));
        assertThat(found).isEqualTo(new AwsCredentials("AKID", "geheim", "session"));
    }

    @Test
    void a_key_is_not_asked_for_over_an_open_network_and_a_missing_one_is_told_without_secrets() {
        assertThatThrownBy(() ->
                        search(Map.of("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://elsewhere.example/container")))
                .isInstanceOf(RdsLoginException.class)
                .satisfies(failure -> assertThat(Objects.requireNonNull(failure.getCause()))
                        .hasMessageContaining("neither local nor protected"));
        assertThatThrownBy(() -> search(Map.of(
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                        address + "/container",
                        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                        "wrong")))
                .isInstanceOf(RdsLoginException.class)
                .hasMessageStartingWith("No AWS access key was found")
                .hasMessageNotContaining("wrong");
    }

    private static AwsCredentials search(Map<String, String> environment) throws RdsLoginException {
        return new CredentialSearch(environment).credentials();
    }

    private static void answer(HttpExchange exchange, String header, String expected, String body) throws IOException {
        boolean allowed = expected.equals(exchange.getRequestHeaders().getFirst(header));
        byte[] bytes = (allowed ? body : "").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(allowed ? 200 : 403, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
