package dev.headgate.gateway.cli;

import dev.headgate.gateway.config.AdminConfig;
import dev.headgate.gateway.config.AdminTls;
import dev.headgate.gateway.config.Secret;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Asks the gateway that runs with this configuration, on this machine. */
final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final AdminConfig admin;

    AdminClient(AdminConfig admin) {
        this.admin = admin;
    }

    /** Where to reach the server on this machine: a wildcard address is listened on, not connected to. */
    String address() {
        String host = switch (admin.host()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> admin.host();
        };
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + admin.port();
    }

    /** The answer to a GET; null when no process listens. */
    @Nullable
    HttpResponse<String> get(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    /** The answer to a POST with the token, if the configuration has one; null when no process listens. */
    @Nullable
    HttpResponse<String> post(String path) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody());
        Secret token = admin.token();
        if (token != null) {
            request.header("Authorization", "Bearer " + token.reveal());
        }
        return send(request);
    }

    /** What listens there is no gateway, or none that can be talked to. */
    GatewayException unusable(String path, String what, @Nullable Throwable cause) {
        return new GatewayException(
                ErrorCode.ADMIN_PORT, "What listens at " + uri(path) + " " + what, Map.of("listen", address()), cause);
    }

    private URI uri(String path) {
        return URI.create((admin.tls() == null ? "http" : "https") + "://" + address() + path);
    }

    private @Nullable HttpResponse<String> send(HttpRequest.Builder builder) throws InterruptedException {
        HttpRequest request = builder.timeout(TIMEOUT).build();
        try {
            return client().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            return null;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(request.uri().getPath(), "does not answer as a gateway does", e);
        }
    }

    private HttpClient client() throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        AdminTls tls = admin.tls();
        if (tls != null) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new ConfiguredCertificate(tls)}, null);
            builder.sslContext(context);
        }
        return builder.build();
    }

    /** Trusts the certificate that the configuration names and no other, under whatever name the server is called. */
    private static final class ConfiguredCertificate extends X509ExtendedTrustManager {
        private final Certificate expected;

        private ConfiguredCertificate(AdminTls tls) throws IOException, CertificateException {
            try (InputStream pem = Files.newInputStream(tls.certificate())) {
                expected = CertificateFactory.getInstance("X.509").generateCertificate(pem);
            }
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length == 0 || !expected.equals(chain[0])) {
                throw new CertificateException("not the certificate of admin.tls.certificate");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
