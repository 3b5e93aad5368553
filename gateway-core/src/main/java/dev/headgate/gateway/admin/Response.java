package dev.headgate.gateway.admin;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import java.util.stream.Collectors;

/** What is sent back. */
record Response(int status, String contentType, String body) {
    private static final String JSON = "application/json";

    static Response json(int status, String body) {
        return new Response(status, JSON, body);
    }

    static Response error(int status, String problem) {
        return json(status, "{\"error\":" + quoted(problem) + "}\n");
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
