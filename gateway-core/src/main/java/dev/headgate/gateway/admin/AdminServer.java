package dev.headgate.gateway.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.headgate.gateway.config.AdminConfig;
import dev.headgate.gateway.config.AdminTls;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.StatusSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the status page, {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /api/v1/...}. A request whose Host
 * header names neither an address, {@code localhost} nor a configured name is refused, and so is one that would change
 * something without the token. Few connections, small threads and deadlines: what goes beyond is cut off, so that
 * neither scraping nor slow clients can take the gateway's memory or keep others waiting for long.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminServer.class);
    /** Enough that slow clients do not hold up the others until their deadline has passed. */
    private static final int THREADS = 64;

    private static final int STACK_BYTES = 256 * 1024;
    private static final int MAX_CONNECTIONS = 128;
    private static final int BACKLOG = 64;
    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private final HttpServer server;
    private final ThreadPoolExecutor executor;

    private AdminServer(HttpServer server, ThreadPoolExecutor executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts serving.
     *
     * @param config enabled
     * @throws GatewayException {@link ErrorCode#ADMIN_PORT} when the port cannot be opened, or {@link
     *     ErrorCode#ADMIN_CERTIFICATE}; nothing is left behind
     */
    public static AdminServer start(AdminConfig config, StatusSource status, GatewayMetrics metrics) {
        // Read once by the JDK's server when its first instance is made: without them a client that never
        // finishes its request, or never reads the answer, would hold a thread for ever.
        System.setProperty("sun.net.httpserver.maxReqTime", "5");
        System.setProperty("sun.net.httpserver.maxRspTime", "30");
        System.setProperty("jdk.httpserver.maxConnections", String.valueOf(MAX_CONNECTIONS));
        HttpServer server = open(config);
        AtomicInteger threads = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_CONNECTIONS), task -> {
                    Thread thread = new Thread(null, task, "admin-" + threads.incrementAndGet(), STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        HostCheck hosts = new HostCheck(config);
        Endpoints endpoints = new Endpoints(status, metrics, config.token());
        server.createContext("/", exchange -> handle(exchange, hosts, endpoints));
        server.setExecutor(executor);
        server.start();
        return new AdminServer(server, executor);
    }

    /** The port that is listened on; the configured one unless that is 0. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops at once; requests in flight are cut. May be called again. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private static void handle(HttpExchange exchange, HostCheck hosts, Endpoints endpoints) throws IOException {
        try (exchange) {
            send(exchange, respond(exchange, hosts, endpoints));
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("admin request failed");
        }
    }

    private static HttpServer open(AdminConfig config) {
        AdminTls tls = config.tls();
        SSLContext context = tls == null ? null : ServerCertificate.context(tls);
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
            if (context == null) {
                return HttpServer.create(address, BACKLOG);
            }
            HttpsServer server = HttpsServer.create(address, BACKLOG);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return server;
        } catch (IOException e) {
            throw new GatewayException(
                    ErrorCode.ADMIN_PORT,
                    "The admin server cannot listen on " + config.host() + " port " + config.port(),
                    Map.of("listen", config.host() + ":" + config.port()),
                    e);
        }
    }

    private static Response respond(HttpExchange exchange, HostCheck hosts, Endpoints endpoints) throws IOException {
        List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.allows(host.get(0))) {
            return Response.error(
                    403, "this host name is not allowed; use the address, or add the name to admin.allowed_hosts");
        }
        AdminRequest request;
        try {
            request = AdminRequest.of(exchange);
        } catch (IllegalArgumentException e) {
            LOGGER.debug("path cannot be decoded", e);
            return Response.error(400, "the path cannot be decoded");
        }
        try {
            return endpoints.respond(request);
        } catch (RuntimeException e) {
            LOGGER.atError().addKeyValue("path", request.path()).setCause(e).log("admin request failed");
            return Response.error(500, "internal error; see the gateway's log");
        }
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", response.contentType());
        HEADERS.forEach(exchange.getResponseHeaders()::set);
        response.headers().forEach(exchange.getResponseHeaders()::set);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(response.status(), -1);
            return;
        }
        byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(response.status(), bytes.length);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }
}
