package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running gateway tells of itself: by webhook, and to who asks. */
final class NotificationTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LINEAGE = 80;
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path directory;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private EmbeddedServer server;
    private Site site;
    private HttpServer receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            told.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        server = EmbeddedServer.builder().start();
        site = Site.create(server, directory, "told", "CREATE TABLE orders (id int PRIMARY KEY)");
        site.config()
                .set("notifications", "oncall")
                .to(Map.of(
                        "type",
                        "webhook",
                        "url",
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/"));
        site.config().set("admin", "token").to(TOKEN);
        // Its end would be told as well.
        site.config().set("sources", Site.SOURCE, "snapshot", "mode").to("never");
    }

    @AfterEach
    void close() {
        site.close();
        server.close();
        receiver.stop(0);
    }

    @Test
    void a_gateway_whose_only_source_halts_tells_it_before_it_ends() throws Exception {
        site.execute("SELECT pg_create_logical_replication_slot('" + site.slot() + "', 'test_decoding')");
        try (GatewayProcess gateway = GatewayProcess.run(site.config()).start()) {
            assertThat(gateway.awaitExit(SOON)).as(gateway.tail()).isEqualTo(LINEAGE);
        }
        JsonNode halt = next();
        assertThat(halt.path("event").asText()).isEqualTo("halted");
        assertThat(halt.path("source").asText()).isEqualTo("shop");
        assertThat(halt.path("error").asText()).isEqualTo("HG-3005");
        assertThat(halt.path("remedy").asText()).contains("pg_drop_replication_slot('" + site.slot() + "')");
    }

    @Test
    void a_table_that_gets_another_shape_is_told_and_stands_in_the_events() throws Exception {
        try (GatewayProcess gateway = site.startStreaming()) {
            AtomicInteger changes = new AtomicInteger();
            // A change of shape is one only to who has seen the table before: twice a second somebody looks.
            Await.until("a change of shape is told", SOON, () -> {
                int change = changes.incrementAndGet();
                site.execute(
                        "ALTER TABLE orders ADD COLUMN c" + change + " int",
                        "INSERT INTO orders VALUES (" + change + ")");
                site.awaitCaughtUp(gateway);
                return !told.isEmpty();
            });

            JsonNode change = next();
            assertThat(change.path("event").asText()).isEqualTo("schema_changed");
            assertThat(change.path("table").asText()).isEqualTo("public.orders");
            HttpResponse<String> events = send(gateway, "GET", "/api/v1/events", "");
            assertThat(events.body()).contains("\"kind\":\"SCHEMA_CHANGED\"", "\"what\":\"streaming\"");
            assertThat(gateway.metrics())
                    .contains("headgate_schema_changes_total{kind=\"new_version\",source=\"shop\"}");
            assertThat(send(gateway, "PUT", "/api/v1/loggers/dev.headgate", "{\"level\":\"debug\"}")
                            .statusCode())
                    .isEqualTo(200);
            Site.stop(gateway);
        }
    }

    private HttpResponse<String> send(GatewayProcess gateway, String method, String path, String body)
            throws IOException, InterruptedException {
        assertThat(gateway.isAlive()).isTrue();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + site.config().adminPort() + path))
                                .header("Authorization", "Bearer " + TOKEN)
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode next() throws IOException, InterruptedException {
        String body = told.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(body).as("a notification").isNotNull();
        return new ObjectMapper().readTree(body);
    }
}
