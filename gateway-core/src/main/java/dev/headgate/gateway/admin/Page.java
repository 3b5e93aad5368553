package dev.headgate.gateway.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the status page, by path. They come from the gateway's own jar and need nothing else. */
final class Page {
    private static final Map<String, Response> FILES = Map.of(
            "", file("index.html", "text/html; charset=utf-8"),
            "page.css", file("page.css", "text/css; charset=utf-8"),
            "page.js", file("page.js", "text/javascript; charset=utf-8"),
            "icon.svg", file("icon.svg", "image/svg+xml"));

    private Page() {}

    /** Null when the page has no such file. */
    static @Nullable Response file(String path) {
        return FILES.get(path);
    }

    private static Response file(String name, String contentType) {
        try (InputStream resource = Page.class.getResourceAsStream("page/" + name)) {
            if (resource == null) {
                throw new IllegalStateException("The gateway's jar lacks page/" + name);
            }
            return Response.of(contentType, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("page/" + name + " cannot be read from the gateway's own jar", e);
        }
    }
}
