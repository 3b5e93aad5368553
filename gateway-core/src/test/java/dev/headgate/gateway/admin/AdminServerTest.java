package dev.headgate.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.gateway.config.AdminConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.StatusSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AdminServerTest {
    private final FakeGateway gateway = new FakeGateway();
    private final AdminServer server = AdminServer.start(
            new AdminConfig(true, "127.0.0.1", 0, List.of("gate.internal")), gateway, new GatewayMetrics("1.2.3"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void ready_when_every_source_streams_or_pauses_for_staging() throws Exception {
        gateway.status = StatusSamples.gateway(
                StatusSamples.source("a", SourceState.STREAMING, null),
                StatusSamples.source("b", SourceState.BACK_PRESSURED, null));

        assertThat(get("/readyz")).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\n{\"ok\":true,\"reasons\":[]}\n");
    }

    @Test
    void not_ready_names_each_source_and_why() throws Exception {
        SourceError lost = new SourceError("SLOT_LOST", "HG-3003", "w", "r", 81);
        SourceError full = new SourceError("STAGING_FULL", "HG-5006", "w", "r", 74);
        gateway.status = StatusSamples.gateway(
                StatusSamples.source("a", SourceState.HALTED, lost),
                StatusSamples.source("b", SourceState.BACK_PRESSURED, full),
                StatusSamples.source("c", SourceState.WAITING_FOR_SLOT, null),
                StatusSamples.source("d", SourceState.STREAMING, null));

        assertThat(get("/readyz"))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"ok\":false,\"reasons\":[\"a: halted after HG-3003 SLOT_LOST\","
                        + "\"b: back_pressured after HG-5006 STAGING_FULL\",\"c: waiting_for_slot\"]}\n");
    }

    @Test
    void alive_unless_a_loop_stalls_whatever_the_sources_do() throws Exception {
        gateway.status = StatusSamples.gateway(StatusSamples.source("a", SourceState.HALTED, null));
        assertThat(get("/livez")).startsWith("HTTP/1.1 200");

        gateway.stalled = List.of("source \"a\": 40 s");
        assertThat(get("/livez"))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"ok\":false,\"reasons\":[\"source \\\"a\\\": 40 s\"]}\n");
    }

    @Test
    void status_is_read_back_as_it_was() throws Exception {
        gateway.status = StatusSamples.gateway(StatusSamples.source(
                "a", SourceState.HALTED, new SourceError("SLOT_LOST", "HG-3003", "what", "remedy", 81)));

        String response = get("/api/v1/status");

        assertThat(response).contains("Content-type: application/json", "\"slot_confirmed_lsn\":\"0/301\"");
        assertThat(StatusJson.read(response.substring(response.indexOf("\r\n\r\n") + 4)))
                .isEqualTo(gateway.status);
    }

    @Test
    void metrics_are_in_the_text_format() throws Exception {
        assertThat(get("/metrics"))
                .startsWith("HTTP/1.1 200")
                .contains("text/plain; version=0.0.4", "headgate_version{", "version=\"1.2.3\"");
    }

    @Test
    void only_reading_and_only_what_exists() throws Exception {
        assertThat(request("POST", "/livez", "localhost"))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: GET, HEAD");
        assertThat(request("HEAD", "/livez", "localhost"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
        assertThat(get("/livez/x")).startsWith("HTTP/1.1 404").contains("{\"error\":\"there is nothing here");
        assertThat(get("/../etc/passwd")).startsWith("HTTP/1.1 404");
    }

    @Test
    void a_host_name_that_nobody_configured_is_refused() throws Exception {
        assertThat(request("GET", "/api/v1/status", "evil.example:" + server.port()))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("1.2.3");
        List<String> allowed =
                List.of("localhost", "LOCALHOST:1", "127.0.0.1:8480", "10.1.2.3", "[::1]:80", "gate.internal");
        for (String host : allowed) {
            assertThat(request("GET", "/livez", host)).as(host).startsWith("HTTP/1.1 200");
        }
        for (String host : List.of("localhost.evil.example", "127.0.0.1.evil.example", "", "a@localhost")) {
            assertThat(request("GET", "/livez", host)).as(host).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void a_failing_status_is_an_error_without_a_stack() throws Exception {
        gateway.failure = new IllegalStateException("secret");

        assertThat(get("/api/v1/status"))
                .startsWith("HTTP/1.1 500")
                .doesNotContain("secret")
                .doesNotContain("Exception");
    }

    @Test
    void a_client_that_says_nothing_does_not_keep_others_waiting() throws Exception {
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            silent.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
        }
        assertThat(get("/livez")).startsWith("HTTP/1.1 200");
        for (Socket socket : silent) {
            socket.close();
        }
    }

    @Test
    void a_port_that_is_taken_is_one_clear_error() {
        AdminConfig taken = new AdminConfig(true, "127.0.0.1", server.port(), List.of());

        GatewayException failure = catchThrowableOfType(
                GatewayException.class, () -> AdminServer.start(taken, gateway, new GatewayMetrics("1.2.3")));

        assertThat(failure.code()).isEqualTo(ErrorCode.ADMIN_PORT);
        assertThat(failure.report()).contains("127.0.0.1:" + server.port(), "admin.listen");
    }

    private String get(String path) throws IOException {
        return request("GET", path, "localhost:" + server.port());
    }

    private String request(String method, String path, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class FakeGateway implements StatusSource {
        private GatewayStatus status = StatusSamples.gateway();
        private List<String> stalled = List.of();
        private @Nullable RuntimeException failure;

        @Override
        public GatewayStatus status() {
            if (failure != null) {
                throw failure;
            }
            return status;
        }

        @Override
        public List<String> stalledLoops() {
            return stalled;
        }
    }
}
