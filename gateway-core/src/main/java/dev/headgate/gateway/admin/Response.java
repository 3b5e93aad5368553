package dev.headgate.gateway.admin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is sent back.
 *
 * @param headers besides those that every answer has
 */
record Response(int status, String contentType, String body, Map<String, String> headers) {
    private static final String JSON = "application/json";

    static Response of(String contentType, String body) {
        return new Response(200, contentType, body, Map.of());
    }

    static Response json(int status, String body) {
        return new Response(status, JSON, body, Map.of());
    }

    static Response error(int status, String problem) {
        return json(status, "{\"error\":" + quoted(problem) + "}\n");
    }

    /** The outcome of a command. */
    static Response result(int status, String what) {
        return json(status, "{\"result\":" + quoted(what) + "}\n");
    }

    static Response unauthorized(String problem) {
        return new Response(401, JSON, error(401, problem).body(), Map.of("WWW-Authenticate", "Bearer"));
    }

    static Response methodNotAllowed(String allowed) {
        String problem = allowed.startsWith("GET") ? "this can only be read" : "use " + allowed;
        return new Response(405, JSON, error(405, problem).body(), Map.of("Allow", allowed));
    }

    /** A probe's answer: 200 without reasons, 503 with them. */
    static Response probe(List<String> reasons) {
        String list = reasons.stream().map(Response::quoted).collect(Collectors.joining(","));
        return json(reasons.isEmpty() ? 200 : 503, "{\"ok\":" + reasons.isEmpty() + ",\"reasons\":[" + list + "]}\n");
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
