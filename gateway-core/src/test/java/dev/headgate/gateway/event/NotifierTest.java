package dev.headgate.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.gateway.config.NotificationChannel;
import dev.headgate.gateway.config.NotificationChannel.Mail;
import dev.headgate.gateway.config.NotificationChannel.MailTls;
import dev.headgate.gateway.config.NotificationChannel.Shape;
import dev.headgate.gateway.config.NotificationChannel.Webhook;
import dev.headgate.gateway.config.NotificationConfig;
import dev.headgate.gateway.config.Secret;
import dev.headgate.gateway.status.EventKind;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a web server and a mail server that were written by hand and keep what they are given. */
final class NotifierTest {
    private static final Instant THREE = Instant.parse("2026-11-21T03:00:00Z");
    private static final GatewayEvent HALT = new GatewayEvent(
            7,
            THREE,
            "shop",
            EventKind.HALTED,
            Severity.CRITICAL,
            null,
            "halted: <gone> & lost",
            "HG-3003",
            "headgate accept-lineage shop");

    private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<String> counted = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(THREE);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final HttpServer web = newServer();

    @BeforeEach
    void startServer() {
        web.createContext("/", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Integer status = statuses.poll();
            exchange.sendResponseHeaders(status == null ? 200 : status, -1);
            exchange.close();
        });
        web.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        web.stop(0);
    }

    @Test
    void slack_gets_a_text_in_which_nothing_is_markup() throws Exception {
        notifier(webhook(Shape.SLACK)).offer(HALT);

        assertThat(json(next()).path("text").asText())
                .isEqualTo("[critical] shop: halted: &lt;gone&gt; &amp; lost\nheadgate accept-lineage shop");
    }

    @Test
    void teams_gets_a_card() throws Exception {
        notifier(webhook(Shape.TEAMS)).offer(HALT);

        JsonNode message = json(next());
        assertThat(message.path("type").asText()).isEqualTo("message");
        JsonNode attachment = message.path("attachments").path(0);
        assertThat(attachment.path("contentType").asText()).isEqualTo("application/vnd.microsoft.card.adaptive");
        assertThat(attachment.path("content").path("type").asText()).isEqualTo("AdaptiveCard");
        assertThat(attachment.path("content").path("body"))
                .extracting(block -> block.path("text").asText())
                .containsExactly("[critical] shop: halted: <gone> & lost", "headgate accept-lineage shop");
    }

    @Test
    void a_program_gets_every_field() throws Exception {
        notifier(webhook(Shape.WEBHOOK)).offer(HALT);

        JsonNode fields = json(next());
        assertThat(fields.path("event").asText()).isEqualTo("halted");
        assertThat(fields.path("severity").asText()).isEqualTo("critical");
        assertThat(fields.path("at").asText()).isEqualTo("2026-11-21T03:00:00Z");
        assertThat(fields.path("source").asText()).isEqualTo("shop");
        assertThat(fields.path("error").asText()).isEqualTo("HG-3003");
        assertThat(fields.path("remedy").asText()).isEqualTo("headgate accept-lineage shop");
        assertThat(fields.path("table").isNull()).isTrue();
        assertThat(fields.path("host").asText()).isNotEmpty();
    }

    @Test
    void the_text_follows_the_template() throws Exception {
        NotificationConfig config = new NotificationConfig(
                "chat",
                channel(Shape.WEBHOOK),
                NotificationConfig.DEFAULT_EVENTS,
                Duration.ofMinutes(1),
                "{event}/{error}/{table}/{source} } {");
        notifier(config).offer(HALT);

        assertThat(json(next()).path("text").asText()).isEqualTo("halted/HG-3003//shop } {");
    }

    @Test
    void the_same_event_is_told_once_in_a_while_and_a_different_one_at_once() throws Exception {
        Notifier notifier = notifier(webhook(Shape.WEBHOOK));
        notifier.offer(HALT);
        notifier.offer(HALT);
        notifier.offer(ofSource("crm"));
        assertThat(json(next()).path("source").asText()).isEqualTo("shop");
        assertThat(json(next()).path("source").asText()).isEqualTo("crm");

        now.set(THREE.plus(Duration.ofMinutes(15)));
        notifier.offer(HALT);
        assertThat(json(next()).path("source").asText()).isEqualTo("shop");
        assertThat(posted).isEmpty();
    }

    @Test
    void an_event_that_nobody_asked_for_is_not_told() throws Exception {
        Notifier notifier = notifier(new NotificationConfig(
                "chat", channel(Shape.WEBHOOK), Set.of(EventKind.HALTED), Duration.ZERO, "{what}"));
        notifier.offer(new GatewayEvent(1, THREE, "a", EventKind.STATE, Severity.INFO, null, "streaming", null, null));
        notifier.offer(HALT);

        assertThat(json(next()).path("event").asText()).isEqualTo("halted");
    }

    @Test
    void a_receiver_that_refuses_is_asked_again() throws Exception {
        statuses.add(503);
        notifier(webhook(Shape.SLACK)).offer(HALT);

        assertThat(next()).isEqualTo(next());
        close();
        assertThat(counted).containsExactly("chat true");
    }

    @Test
    void a_test_tells_for_each_receiver_whether_it_works_and_never_its_secret() throws Exception {
        statuses.add(404);
        NotificationConfig deaf = new NotificationConfig(
                "deaf",
                new Webhook(Shape.SLACK, new Secret("http://127.0.0.1:1/geheim")),
                Set.of(),
                Duration.ZERO,
                "{what}");
        Notifier notifier = open(new Notifier(
                List.of(webhook(Shape.SLACK), deaf, mail("silent", 1, null)), clock(), (name, delivered) -> {}));

        List<Notifier.TestResult> results = notifier.test();

        assertThat(results)
                .containsExactly(
                        new Notifier.TestResult("chat", false, "the webhook answered with HTTP status 404"),
                        new Notifier.TestResult("deaf", false, "the webhook cannot be reached (ConnectException)"),
                        new Notifier.TestResult(
                                "silent",
                                false,
                                "the mail server 127.0.0.1:1 did not take the mail (MailConnectException)"));
        assertThat(next()).contains("this is a test of the notifications");
        assertThat(open(new Notifier(List.of(webhook(Shape.SLACK)), clock(), (name, delivered) -> {}))
                        .test())
                .containsExactly(new Notifier.TestResult("chat", true, "delivered"));
    }

    @Test
    void whoever_is_configured_as_before_is_not_told_again_and_others_begin_anew() throws Exception {
        NotificationConfig same = hourly("same", "same {what}");
        NotificationConfig gone = hourly("gone", "gone {what}");
        NotificationConfig other = hourly("gone", "other {what}");
        Notifier notifier = open(new Notifier(List.of(same, gone), clock(), (name, told) -> counted.add(name)));
        notifier.offer(HALT);
        assertThat(next()).contains("same ");
        assertThat(next()).contains("gone ");

        notifier.replace(List.of(same, other));
        notifier.offer(HALT);
        assertThat(next()).contains("other ");
        close();
        assertThat(counted).containsExactly("same", "gone", "gone");
    }

    @Test
    void a_mail_has_a_subject_of_one_line_and_all_that_is_known() throws Exception {
        try (MailServer server = new MailServer()) {
            GatewayEvent event = new GatewayEvent(
                    1, THREE, "shop", EventKind.HALTED, Severity.CRITICAL, null, "zu Ende: größer\nals 1", "HG-1", "r");
            notifier(mail("night", server.port(), null)).offer(event);

            String mail = server.next();
            assertThat(mail)
                    .contains(
                            "MAIL FROM:<headgate@example.com>",
                            "RCPT TO:<dba@example.com>",
                            "RCPT TO:<ops@example.com>")
                    .contains("Subject: =?UTF-8?")
                    .contains("Severity: critical", "Source: shop", "Error: HG-1", "What to do: r")
                    .doesNotContain("AUTH");
        }
    }

    @Test
    void a_mail_server_that_asks_for_it_gets_a_login() throws Exception {
        try (MailServer server = new MailServer()) {
            notifier(mail("night", server.port(), new Secret("geheim"))).offer(HALT);

            assertThat(server.next()).contains("AUTH PLAIN");
        }
    }

    @Test
    void a_mail_server_without_STARTTLS_gets_nothing_when_it_is_required() throws Exception {
        try (MailServer server = new MailServer()) {
            NotificationConfig config = new NotificationConfig(
                    "night",
                    new Mail(
                            "127.0.0.1",
                            server.port(),
                            MailTls.STARTTLS,
                            "u",
                            new Secret("geheim"),
                            "a@example.com",
                            List.of("b@example.com")),
                    Set.of(),
                    Duration.ZERO,
                    "{what}");
            assertThat(open(new Notifier(List.of(config), clock(), (name, delivered) -> {}))
                            .test())
                    .singleElement()
                    .satisfies(result -> assertThat(result.delivered()).isFalse());
            assertThat(server.heard()).doesNotContain("AUTH", "MAIL FROM");
        }
    }

    private Notifier notifier(NotificationConfig config) {
        return open(new Notifier(List.of(config), clock(), (name, delivered) -> counted.add(name + " " + delivered)));
    }

    private void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        opened.clear();
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.add(resource);
        return resource;
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Objects.requireNonNull(now.get());
            }
        };
    }

    private NotificationConfig webhook(Shape shape) {
        return new NotificationConfig(
                "chat",
                channel(shape),
                NotificationConfig.DEFAULT_EVENTS,
                NotificationConfig.DEFAULT_MIN_INTERVAL,
                NotificationConfig.DEFAULT_TEXT);
    }

    private NotificationConfig hourly(String name, String text) {
        return new NotificationConfig(
                name, channel(Shape.SLACK), NotificationConfig.DEFAULT_EVENTS, Duration.ofHours(1), text);
    }

    private NotificationChannel channel(Shape shape) {
        return new Webhook(
                shape, new Secret("http://127.0.0.1:" + web.getAddress().getPort() + "/geheim"));
    }

    private static NotificationConfig mail(String name, int port, @Nullable Secret password) {
        return new NotificationConfig(
                name,
                new Mail(
                        "127.0.0.1",
                        port,
                        MailTls.NONE,
                        password == null ? null : "user",
                        password,
                        "headgate@example.com",
                        List.of("dba@example.com", "ops@example.com")),
                NotificationConfig.DEFAULT_EVENTS,
                NotificationConfig.DEFAULT_MIN_INTERVAL,
                NotificationConfig.DEFAULT_TEXT);
    }

    private static GatewayEvent ofSource(String source) {
        return new GatewayEvent(8, THREE, source, EventKind.HALTED, Severity.CRITICAL, null, "w", "HG-3003", null);
    }

    private String next() throws InterruptedException {
        String body = posted.poll(30, TimeUnit.SECONDS);
        assertThat(body).as("a request within 30 s").isNotNull();
        return String.valueOf(body);
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static HttpServer newServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
