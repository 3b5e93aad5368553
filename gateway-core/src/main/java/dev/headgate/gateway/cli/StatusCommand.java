package dev.headgate.gateway.cli;

import dev.headgate.gateway.admin.StatusJson;
import dev.headgate.gateway.config.AdminConfig;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.SourceState;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate status}: asks the running gateway, or reads the commit logs when none runs. */
@Command(
        name = "status",
        description = {
            "Shows sources and tables: state, lag, totals.",
            "Asks the gateway at admin.listen; when none answers, reads the commit logs in the staging root.",
            "Exit code 0, or that of the first halted source."
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "Print one JSON object, as /api/v1/status does.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        GatewayConfig loaded = config.load();
        PrintWriter out = spec.commandLine().getOut();
        GatewayStatus status = loaded.admin().enabled() ? ask(loaded.admin()) : null;
        if (status == null) {
            status = StagedStatus.read(loaded);
            PrintWriter err = spec.commandLine().getErr();
            err.println("No gateway answers at " + address(loaded.admin()) + "; this is what the commit logs say.");
            err.flush();
        }
        if (json) {
            out.println(StatusJson.write(status));
        } else {
            StatusText.lines(status).forEach(out::println);
        }
        return status.sources().stream()
                .filter(source -> source.state() == SourceState.HALTED && source.error() != null)
                .findFirst()
                .map(source -> source.error() == null ? 0 : source.error().exitCode())
                .orElse(0);
    }

    /** The status that the gateway gives; null when no process listens. */
    private static @Nullable GatewayStatus ask(AdminConfig admin) throws InterruptedException {
        URI uri = URI.create("http://" + address(admin) + "/api/v1/status");
        HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return StatusJson.read(response.body());
            }
            throw unusable(uri, "answers with HTTP status " + response.statusCode(), null);
        } catch (ConnectException e) {
            return null;
        } catch (IOException e) {
            throw unusable(uri, "does not answer as a gateway does", e);
        }
    }

    private static GatewayException unusable(URI uri, String what, @Nullable Throwable cause) {
        return new GatewayException(
                ErrorCode.ADMIN_PORT,
                "What listens at " + uri + " " + what,
                Map.of("listen", uri.getAuthority()),
                cause);
    }

    /** Where to reach the server on this machine: a wildcard address is listened on, not connected to. */
    private static String address(AdminConfig admin) {
        String host = switch (admin.host()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> admin.host();
        };
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + admin.port();
    }
}
