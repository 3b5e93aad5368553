package dev.headgate.gateway.admin;

import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.StatusSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What can be read, by path. */
final class Endpoints {
    private static final Set<String> PATHS = Set.of("/livez", "/readyz", "/metrics", "/api/v1/status");

    private final StatusSource status;
    private final GatewayMetrics metrics;

    Endpoints(StatusSource status, GatewayMetrics metrics) {
        this.status = status;
        this.metrics = metrics;
    }

    boolean exist(String path) {
        return PATHS.contains(path);
    }

    Response get(String path) {
        return switch (path) {
            case "/livez" -> Response.probe(status.stalledLoops());
            case "/readyz" -> Response.probe(notReady(status.status().sources()));
            case "/metrics" -> new Response(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape());
            case "/api/v1/status" -> Response.json(200, StatusJson.write(status.status()));
            default -> throw new IllegalArgumentException("No endpoint " + path);
        };
    }

    /** Why not every source is streaming. Pausing for staging to catch up is part of streaming; pausing for an error is not. */
    private static List<String> notReady(List<SourceStatus> sources) {
        return sources.stream()
                .filter(source -> !isReady(source))
                .map(source -> source.name() + ": "
                        + source.state().name().toLowerCase(Locale.ROOT)
                        + (source.error() == null
                                ? ""
                                : " after " + source.error().id() + " "
                                        + source.error().code()))
                .toList();
    }

    private static boolean isReady(SourceStatus source) {
        return source.state() == SourceState.STREAMING
                || (source.state() == SourceState.BACK_PRESSURED && source.error() == null);
    }
}
