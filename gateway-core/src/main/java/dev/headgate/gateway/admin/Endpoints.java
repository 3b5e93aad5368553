package dev.headgate.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.gateway.config.Secret;
import dev.headgate.gateway.log.LogLevels;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.ConfigReload;
import dev.headgate.gateway.status.ReloadResult;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.gateway.status.SourceStatus;
import dev.headgate.gateway.status.StatusSource;
import dev.headgate.gateway.status.TableCommandResult;
import dev.headgate.gateway.status.TableCommands;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What can be read and asked for, by path. */
final class Endpoints {
    private static final Logger LOGGER = LoggerFactory.getLogger(Endpoints.class);
    private static final Set<String> TABLE_COMMANDS = Set.of("refresh", "pause", "resume");
    private static final String READ = "GET, HEAD";

    private final StatusSource status;
    private final SharedScrape metrics;
    private final TokenCheck tokens;

    Endpoints(StatusSource status, GatewayMetrics metrics, @Nullable Secret token) {
        this.status = status;
        this.metrics = new SharedScrape(metrics::scrape);
        this.tokens = new TokenCheck(token);
    }

    Response respond(AdminRequest request) throws IOException {
        List<String> path = request.path();
        if (isLogger(path)) {
            return request.method().equals("PUT") ? changing(request) : Response.methodNotAllowed("PUT");
        }
        if (isTableCommand(path) || isReload(path)) {
            return request.method().equals("POST") ? changing(request) : Response.methodNotAllowed("POST");
        }
        Response answer = read(path);
        return answer.status() == 404 || request.method().equals("GET") ? answer : Response.methodNotAllowed(READ);
    }

    private Response read(List<String> path) {
        Response file = path.size() == 1 ? Page.file(path.get(0)) : null;
        if (file != null) {
            return file;
        }
        return switch (String.join("/", path)) {
            case "livez" -> Response.probe(status.stalledLoops());
            case "readyz" -> Response.probe(notReady(status.status().sources()));
            case "metrics" -> Response.of("text/plain; version=0.0.4; charset=utf-8", metrics.text());
            case "api/v1/status" -> Response.json(200, StatusJson.write(status.status()));
            case "api/v1/events" -> Response.json(200, StatusJson.writeEvents(status.events()));
            case "api/v1/history" -> Response.json(200, StatusJson.writeHistory(status.history()));
            case "api/v1/threads" -> Response.of("text/plain; charset=utf-8", ThreadDump.text());
            case "api/v1/loggers" -> Response.json(200, StatusJson.writeLevels(LogLevels.all()));
            default ->
                Response.error(404, "there is nothing here; see /, /livez, /readyz, /metrics and /api/v1/status");
        };
    }

    private static boolean isLogger(List<String> path) {
        return path.size() == 4 && path.subList(0, 3).equals(List.of("api", "v1", "loggers"));
    }

    private static boolean isReload(List<String> path) {
        return path.equals(List.of("api", "v1", "reload"));
    }

    /** {@code api/v1/sources/SOURCE/tables/TABLE/COMMAND}. */
    private static boolean isTableCommand(List<String> path) {
        return path.size() == 7
                && path.subList(0, 3).equals(List.of("api", "v1", "sources"))
                && path.get(4).equals("tables")
                && TABLE_COMMANDS.contains(path.get(6));
    }

    private Response changing(AdminRequest request) throws IOException {
        Response refusal = tokens.refusal(request);
        if (refusal != null) {
            LOGGER.warn("refused {} of {} from {}", request.method(), request.path(), request.client());
            return refusal;
        }
        String body = request.body();
        if (body == null) {
            return Response.error(413, "the body has more than " + AdminRequest.MAX_BODY_BYTES + " bytes");
        }
        Response answer = change(request.path(), body);
        LOGGER.info(
                "{} of {} from {}: HTTP status {}",
                request.method(),
                String.join("/", request.path()),
                request.client(),
                answer.status());
        return answer;
    }

    private Response change(List<String> path, String body) {
        if (isLogger(path)) {
            return setLevel(path.get(3), body);
        }
        return isReload(path) ? reload() : command(path);
    }

    private Response reload() {
        ConfigReload reload = status.configReload();
        if (reload == null) {
            return Response.error(501, "this gateway cannot read its configuration again");
        }
        ReloadResult result = reload.reload();
        return Response.json(result.problems().isEmpty() ? 200 : 422, StatusJson.writeReload(result) + "\n");
    }

    private static Response setLevel(String logger, String body) {
        try {
            JsonNode level = StatusJson.read(body, JsonNode.class).path("level");
            if (!level.isTextual() && !level.isNull()) {
                return Response.error(400, "send a JSON object with the level, as in {\"level\": \"debug\"}");
            }
            LogLevels.set(logger, level.isNull() ? null : level.asText());
            return Response.result(
                    200, logger + " logs at level " + (level.isNull() ? "of its package" : level.asText()));
        } catch (JsonProcessingException e) {
            LOGGER.debug("body is no JSON", e);
            return Response.error(400, "the body is not a JSON object, as in {\"level\": \"debug\"}");
        } catch (IllegalArgumentException e) {
            return Response.error(400, String.valueOf(e.getMessage()));
        }
    }

    private Response command(List<String> path) {
        TableCommands commands = status.tableCommands();
        if (commands == null) {
            return Response.error(501, "this gateway cannot refresh, pause or resume single tables");
        }
        String source = path.get(3);
        String table = path.get(5);
        TableCommandResult result = switch (path.get(6)) {
            case "refresh" -> commands.refresh(source, table);
            case "pause" -> commands.pause(source, table);
            default -> commands.resume(source, table);
        };
        return switch (result.outcome()) {
            case ACCEPTED -> Response.result(202, result.what());
            case NO_SUCH_SOURCE, NO_SUCH_TABLE -> Response.error(404, result.what());
            case NOT_NOW -> Response.error(409, result.what());
            case NOT_SUPPORTED -> Response.error(501, result.what());
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
