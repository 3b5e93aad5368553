package dev.headgate.gateway.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request, as far as the endpoints look at it.
 *
 * @param method in upper case; HEAD is answered as GET is
 * @param path parts between the slashes, decoded each
 * @param authorization the Authorization header; null when there is none or more than one
 * @param client address of the sender
 */
record AdminRequest(
        String method, List<String> path, @Nullable String authorization, String client, InputStream content) {
    /** More than any request has. */
    static final int MAX_BODY_BYTES = 16 * 1024;

    /** @throws IllegalArgumentException the path cannot be decoded */
    static AdminRequest of(HttpExchange exchange) {
        List<String> authorization = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        String method = exchange.getRequestMethod();
        return new AdminRequest(
                method.equals("HEAD") ? "GET" : method,
                parts(exchange.getRequestURI().getRawPath()),
                authorization.size() == 1 ? authorization.get(0) : null,
                exchange.getRemoteAddress().getAddress().getHostAddress(),
                exchange.getRequestBody());
    }

    /** The body as text; null when it is larger than allowed. */
    @Nullable
    String body() throws IOException {
        byte[] bytes = content.readNBytes(MAX_BODY_BYTES + 1);
        return bytes.length > MAX_BODY_BYTES ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<String> parts(String rawPath) {
        return Arrays.stream(rawPath.substring(1).split("/", -1))
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }
}
