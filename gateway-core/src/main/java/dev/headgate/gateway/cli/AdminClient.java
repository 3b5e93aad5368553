package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.AdminConfig;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the gateway that runs on this machine, through its admin server. */
final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final AdminConfig admin;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    AdminClient(AdminConfig admin) {
        this.admin = admin;
    }

    /** Where the server is reached: a wildcard address is listened on, not connected to. */
    String address() {
        String host = switch (admin.host()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> admin.host();
        };
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + admin.port();
    }

    /**
     * The answer to a GET; null when no process listens, or the configuration has no admin server.
     *
     * @throws GatewayException ADMIN_PORT when what listens there does not answer as a gateway does
     */
    @Nullable
    String get(String path) throws InterruptedException {
        if (!admin.enabled()) {
            return null;
        }
        URI uri = URI.create("http://" + address() + path);
        try {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return response.body();
            }
            throw unusable(uri, "answers with HTTP status " + response.statusCode(), null);
        } catch (ConnectException e) {
            return null;
        } catch (IOException e) {
            throw unusable(uri, "does not answer as a gateway does", e);
        }
    }

    /** The failure to report when an answer makes no sense. */
    static GatewayException unusable(URI uri, String what, @Nullable Throwable cause) {
        return new GatewayException(
                ErrorCode.ADMIN_PORT,
                "What listens at " + uri + " " + what,
                Map.of("listen", uri.getAuthority()),
                cause);
    }
}
