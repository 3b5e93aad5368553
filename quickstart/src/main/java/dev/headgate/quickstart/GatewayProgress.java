package dev.headgate.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway says of one source at {@code /api/v1/status}. For display only: nothing is concluded from it.
 *
 * @param state such as {@code streaming}
 * @param transactions staged so far
 * @param rows staged so far
 * @param lagBytes distance to the end of the server's WAL
 * @param entries entries in the commit log
 */
record GatewayProgress(String state, long transactions, long rows, long lagBytes, long entries) {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Asks the gateway; null while it does not answer. */
    static @Nullable GatewayProgress ask(HttpClient client, int port, String source) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/status"))
                .timeout(TIMEOUT)
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? of(response.body(), source) : null;
        } catch (IOException notYet) {
            return null;
        }
    }

    /** Reads the answer; null if it has no such source. */
    static @Nullable GatewayProgress of(String json, String source) throws IOException {
        for (JsonNode node : new ObjectMapper().readTree(json).path("sources")) {
            if (source.equals(node.path("name").asText())) {
                return new GatewayProgress(
                        node.path("state").asText("?").toLowerCase(Locale.ROOT).replace('_', ' '),
                        number(node, "transactions", "transactions"),
                        number(node, "rows", "rows"),
                        number(node, "lagBytes", "lag_bytes"),
                        number(node, "lastEntry", "last_entry"));
            }
        }
        return null;
    }

    private static long number(JsonNode node, String name, String otherSpelling) {
        return node.path(name).asLong(node.path(otherSpelling).asLong(0));
    }
}
