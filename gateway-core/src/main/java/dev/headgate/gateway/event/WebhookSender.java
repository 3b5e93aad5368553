package dev.headgate.gateway.event;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.gateway.config.NotificationChannel.Webhook;
import dev.headgate.gateway.status.GatewayEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Posts JSON in the form that the receiver knows. */
final class WebhookSender implements MessageSender {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Webhook webhook;

    WebhookSender(Webhook webhook) {
        this.webhook = webhook;
    }

    @Override
    public void send(Message message) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(webhook.url().reveal()))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(message)))
                .build();
        int status;
        try {
            status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // The failure's own text may hold the URL, which is a secret.
            throw new IOException(
                    "the webhook cannot be reached (" + e.getClass().getSimpleName() + ")", e);
        }
        if (status < 200 || status > 299) {
            throw new IOException("the webhook answered with HTTP status " + status);
        }
    }

    private String body(Message message) throws IOException {
        return json.writeValueAsString(
                switch (webhook.shape()) {
                    case SLACK -> slack(message);
                    case TEAMS -> teams(message);
                    case WEBHOOK -> fields(message);
                });
    }

    private ObjectNode slack(Message message) {
        String remedy = message.event().remedy();
        // Slack takes &, < and > for its own.
        String text = (message.text() + (remedy == null ? "" : "\n" + remedy))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
        return json.createObjectNode().put("text", text);
    }

    private ObjectNode teams(Message message) {
        ObjectNode card = json.createObjectNode()
                .put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
                .put("type", "AdaptiveCard")
                .put("version", "1.4");
        card.putArray("body").add(textBlock(message.text()).put("weight", "bolder"));
        String remedy = message.event().remedy();
        if (remedy != null) {
            card.withArray("body").add(textBlock(remedy));
        }
        ObjectNode root = json.createObjectNode().put("type", "message");
        root.putArray("attachments")
                .addObject()
                .put("contentType", "application/vnd.microsoft.card.adaptive")
                .set("content", card);
        return root;
    }

    private ObjectNode textBlock(String text) {
        return json.createObjectNode()
                .put("type", "TextBlock")
                .put("wrap", true)
                .put("text", text);
    }

    private static Map<String, @Nullable Object> fields(Message message) {
        GatewayEvent event = message.event();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("text", message.text());
        fields.put("event", Message.label(event.kind()));
        fields.put("severity", Message.label(event.severity()));
        fields.put("at", event.at().toString());
        fields.put("host", message.host());
        fields.put("source", event.source());
        fields.put("table", event.table());
        fields.put("what", event.what());
        fields.put("error", event.error());
        fields.put("remedy", event.remedy());
        return fields;
    }
}
