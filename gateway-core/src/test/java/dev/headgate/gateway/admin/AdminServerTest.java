package dev.headgate.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.gateway.config.AdminConfig;
import dev.headgate.gateway.config.AdminTls;
import dev.headgate.gateway.config.Secret;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.log.LogLevels;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.ConfigReload;
import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.HistoryPoint;
import dev.headgate.gateway.status.ReloadResult;
import dev.headgate.gateway.status.Severity;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceHistory;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.StatusSource;
import dev.headgate.gateway.status.TableCommandResult;
import dev.headgate.gateway.status.TableCommandResult.Outcome;
import dev.headgate.gateway.status.TableCommands;
import dev.headgate.quickstart.postgres.SelfSignedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdminServerTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String REFRESH = "/api/v1/sources/shop/tables/public.orders/refresh";

    private final FakeGateway gateway = new FakeGateway();
    private final AdminServer server = start(new Secret(TOKEN), null);

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

    @Test
    void a_change_without_the_right_token_is_refused_and_nothing_happens() throws Exception {
        for (String wrong : List.of("", "Bearer", "Bearer ", "Bearer 0123456789abcdeF", "Basic " + TOKEN, TOKEN)) {
            assertThat(change("POST", REFRESH, wrong, ""))
                    .as(wrong)
                    .startsWith("HTTP/1.1 401")
                    .contains("Www-authenticate: Bearer");
            assertThat(change("PUT", "/api/v1/loggers/x", wrong, "{\"level\":\"debug\"}"))
                    .as(wrong)
                    .startsWith("HTTP/1.1 401");
        }
        assertThat(gateway.commands).isEmpty();
    }

    @Test
    void without_a_configured_token_nothing_can_be_changed() throws Exception {
        try (AdminServer readOnly = start(null, null)) {
            assertThat(send(readOnly, "POST " + REFRESH, "localhost", "Authorization: Bearer null\r\n", ""))
                    .startsWith("HTTP/1.1 403")
                    .contains("set admin.token");
            assertThat(gateway.commands).isEmpty();
        }
    }

    @Test
    void the_token_does_not_help_a_request_that_came_under_a_foreign_name() throws Exception {
        assertThat(send(server, "POST " + REFRESH, "evil.example", "Authorization: Bearer " + TOKEN + "\r\n", ""))
                .startsWith("HTTP/1.1 403");
        assertThat(gateway.commands).isEmpty();
    }

    @Test
    void commands_for_tables_are_handed_on_with_their_decoded_names() throws Exception {
        assertThat(change("POST", REFRESH, "Bearer " + TOKEN, ""))
                .startsWith("HTTP/1.1 202")
                .endsWith("{\"result\":\"asked for\"}\n");
        change("POST", "/api/v1/sources/shop/tables/a%2Fb.c%20d+%C3%A4/pause", "Bearer " + TOKEN, "");
        change("POST", "/api/v1/sources/crm/tables/public.t/resume", "Bearer " + TOKEN, "");

        assertThat(gateway.commands)
                .containsExactly("refresh shop public.orders", "pause shop a/b.c d+ä", "resume crm public.t");
        assertThat(change("POST", "/api/v1/sources/crm/tables/%zz/resume", "Bearer " + TOKEN, ""))
                .startsWith("HTTP/1.1 400");
        assertThat(change("GET", REFRESH, "Bearer " + TOKEN, ""))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: POST");
        assertThat(change("POST", REFRESH + "all", "Bearer " + TOKEN, "")).startsWith("HTTP/1.1 404");
    }

    @Test
    void each_outcome_of_a_command_has_its_status() throws Exception {
        Map<Outcome, String> statuses = Map.of(
                Outcome.NO_SUCH_SOURCE, "404",
                Outcome.NO_SUCH_TABLE, "404",
                Outcome.NOT_NOW, "409",
                Outcome.NOT_SUPPORTED, "501");
        for (Map.Entry<Outcome, String> each : statuses.entrySet()) {
            gateway.outcome = each.getKey();
            assertThat(change("POST", REFRESH, "Bearer " + TOKEN, ""))
                    .startsWith("HTTP/1.1 " + each.getValue())
                    .endsWith("{\"error\":\"asked for\"}\n");
        }
        gateway.hasCommands = false;
        assertThat(change("POST", REFRESH, "Bearer " + TOKEN, "")).startsWith("HTTP/1.1 501");
    }

    @Test
    void the_level_of_a_logger_changes_while_the_process_runs() throws Exception {
        String path = "/api/v1/loggers/dev.headgate.admin.level.test";
        assertThat(change("PUT", path, "Bearer " + TOKEN, "{\"level\":\"debug\"}"))
                .startsWith("HTTP/1.1 200");
        assertThat(LogLevels.all()).containsEntry("dev.headgate.admin.level.test", "debug");
        assertThat(get("/api/v1/loggers")).contains("\"dev.headgate.admin.level.test\":\"debug\"");

        assertThat(change("PUT", path, "Bearer " + TOKEN, "{\"level\":null}")).startsWith("HTTP/1.1 200");
        assertThat(LogLevels.all()).doesNotContainKey("dev.headgate.admin.level.test");
        for (String wrong : List.of("", "{}", "[]", "{\"level\":7}", "{\"level\":\"loud\"}", "{\"level\":")) {
            assertThat(change("PUT", path, "Bearer " + TOKEN, wrong)).as(wrong).startsWith("HTTP/1.1 400");
        }
        assertThat(change("PUT", "/api/v1/loggers/ROOT", "Bearer " + TOKEN, "{\"level\":null}"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void what_became_of_a_configuration_that_was_read_again_is_told() throws Exception {
        gateway.reload = new ReloadResult(List.of("logging.level"), List.of("sources.shop.slot"), List.of());
        assertThat(change("POST", "/api/v1/reload", "", "")).startsWith("HTTP/1.1 401");
        assertThat(gateway.reloads).hasValue(0);
        assertThat(change("POST", "/api/v1/reload", "Bearer " + TOKEN, ""))
                .startsWith("HTTP/1.1 200")
                .endsWith("{\"applied\":[\"logging.level\"],\"needs_restart\":[\"sources.shop.slot\"],"
                        + "\"problems\":[]}\n");
        assertThat(gateway.reloads).hasValue(1);
        assertThat(change("GET", "/api/v1/reload", "Bearer " + TOKEN, ""))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: POST");

        gateway.reload = new ReloadResult(List.of(), List.of(), List.of("headgate.yaml:1:1: wrong"));
        assertThat(change("POST", "/api/v1/reload", "Bearer " + TOKEN, ""))
                .startsWith("HTTP/1.1 422")
                .endsWith("{\"applied\":[],\"needs_restart\":[],\"problems\":[\"headgate.yaml:1:1: wrong\"]}\n");
        gateway.reload = null;
        assertThat(change("POST", "/api/v1/reload", "Bearer " + TOKEN, "")).startsWith("HTTP/1.1 501");
    }

    @Test
    void a_body_that_is_too_large_is_refused() throws Exception {
        String large = "x".repeat(AdminRequest.MAX_BODY_BYTES + 1);
        assertThat(change("PUT", "/api/v1/loggers/x", "Bearer " + TOKEN, large)).startsWith("HTTP/1.1 413");
        assertThat(change("POST", REFRESH, "Bearer " + TOKEN, large)).startsWith("HTTP/1.1 413");
        assertThat(gateway.commands).isEmpty();
    }

    @Test
    void clients_that_never_finish_their_request_are_cut_off_and_the_others_are_served() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
            socket.setSoTimeout(30_000);
            String head = "POST " + REFRESH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN
                    + "\r\nContent-Length: 100\r\n";
            // Half of them end their header and owe the body.
            socket.getOutputStream().write((i % 2 == 0 ? head : head + "\r\nx").getBytes(StandardCharsets.US_ASCII));
            slow.add(socket);
        }
        assertThat(send(server, "GET /livez", "localhost", "", "")).startsWith("HTTP/1.1 200");
        for (Socket socket : slow) {
            assertThat(isCut(socket)).isTrue();
            socket.close();
        }
        assertThat(gateway.commands).isEmpty();
    }

    @Test
    void a_storm_of_scrapes_costs_a_few_scrapes() throws Exception {
        AtomicInteger scrapes = new AtomicInteger();
        SharedScrape shared = new SharedScrape(() -> "scrape " + scrapes.incrementAndGet());
        long began = System.nanoTime();
        IntStream.range(0, 100_000).parallel().forEach(i -> shared.text());
        long fifths = (System.nanoTime() - began) / 200_000_000;
        assertThat(scrapes.get()).isBetween(1, (int) fifths + 1);
    }

    @Test
    void events_and_history_are_shown() throws Exception {
        Instant at = Instant.parse("2026-11-20T10:00:00Z");
        gateway.events = List.of(new GatewayEvent(
                3, at, "shop", EventKind.HALTED, Severity.CRITICAL, null, "it \"stopped\"", "HG-3003", "r"));
        gateway.history = List.of(new SourceHistory("shop", List.of(new HistoryPoint(at, 1, 2, 0.5))));

        assertThat(get("/api/v1/events"))
                .endsWith("{\"events\":[{\"number\":3,\"at\":\"2026-11-20T10:00:00Z\",\"source\":\"shop\","
                        + "\"kind\":\"HALTED\",\"severity\":\"CRITICAL\",\"table\":null,"
                        + "\"what\":\"it \\\"stopped\\\"\",\"error\":\"HG-3003\",\"remedy\":\"r\"}]}");
        assertThat(get("/api/v1/history"))
                .endsWith("{\"sources\":[{\"source\":\"shop\",\"points\":[{\"at\":\"2026-11-20T10:00:00Z\","
                        + "\"lag_bytes\":1,\"retained_wal_bytes\":2,\"lag_seconds\":0.5}]}]}");
    }

    @Test
    void threads_are_shown_by_name_with_where_they_are() throws Exception {
        assertThat(get("/api/v1/threads"))
                .startsWith("HTTP/1.1 200")
                .contains("\"admin-", " RUNNABLE\n", "    at java.base@");
    }

    @Test
    void the_page_comes_with_everything_it_needs_and_may_load_nothing_else() throws Exception {
        String page = get("/");
        assertThat(page)
                .startsWith("HTTP/1.1 200")
                .contains("text/html", "default-src 'none'; script-src 'self'", "X-frame-options: DENY")
                .doesNotContain("http:", "https:", "style=", "onclick", "<style");
        Matcher files = Pattern.compile("(?:src|href)=\"([a-z]+\\.[a-z]+)\"").matcher(page);
        int found = 0;
        while (files.find()) {
            assertThat(get("/" + files.group(1))).as(files.group(1)).startsWith("HTTP/1.1 200");
            found++;
        }
        assertThat(found).isGreaterThanOrEqualTo(4);
    }

    @Test
    void the_server_speaks_TLS_with_a_certificate_from_PEM_files(@TempDir Path directory) throws Exception {
        SelfSignedCertificate.write(directory);
        AdminTls tls = new AdminTls(directory.resolve("server.crt"), directory.resolve("server.key"));
        try (AdminServer secure = start(null, tls)) {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(trusting(tls.certificate()))
                    .build();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://localhost:" + secure.port() + "/livez"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        Files.writeString(tls.key(), "no key");
        GatewayException failure = catchThrowableOfType(GatewayException.class, () -> start(null, tls));
        assertThat(failure.code()).isEqualTo(ErrorCode.ADMIN_CERTIFICATE);
    }

    private AdminServer start(@Nullable Secret token, @Nullable AdminTls tls) {
        return AdminServer.start(
                new AdminConfig(true, "127.0.0.1", 0, List.of("gate.internal"), token, tls),
                gateway,
                new GatewayMetrics("1.2.3"));
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "admin", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Whether the server ends the connection without an answer to a request that it cannot have understood. */
    private static boolean isCut(Socket socket) throws IOException {
        try {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return !answer.contains("HTTP/1.1 2");
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private String change(String method, String path, String authorization, String body) throws IOException {
        String header = authorization.isEmpty() ? "" : "Authorization: " + authorization + "\r\n";
        return send(server, method + " " + path, "localhost", header, body);
    }

    private static String send(AdminServer to, String what, String host, String headers, String body)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port())) {
            socket.setSoTimeout(30_000);
            String request = what + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
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

    private static final class FakeGateway implements StatusSource, TableCommands {
        private final List<String> commands = new CopyOnWriteArrayList<>();
        private volatile Outcome outcome = Outcome.ACCEPTED;
        private volatile boolean hasCommands = true;
        private final AtomicInteger reloads = new AtomicInteger();
        private volatile @Nullable ReloadResult reload;
        private List<GatewayEvent> events = List.of();
        private List<SourceHistory> history = List.of();
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

        @Override
        public List<GatewayEvent> events() {
            return events;
        }

        @Override
        public List<SourceHistory> history() {
            return history;
        }

        @Override
        public @Nullable ConfigReload configReload() {
            ReloadResult result = reload;
            return result == null
                    ? null
                    : () -> {
                        reloads.incrementAndGet();
                        return result;
                    };
        }

        @Override
        public @Nullable TableCommands tableCommands() {
            return hasCommands ? this : null;
        }

        @Override
        public TableCommandResult refresh(String source, String table) {
            return asked("refresh", source, table);
        }

        @Override
        public TableCommandResult pause(String source, String table) {
            return asked("pause", source, table);
        }

        @Override
        public TableCommandResult resume(String source, String table) {
            return asked("resume", source, table);
        }

        private TableCommandResult asked(String command, String source, String table) {
            commands.add(command + " " + source + " " + table);
            return new TableCommandResult(outcome, "asked for");
        }
    }
}
