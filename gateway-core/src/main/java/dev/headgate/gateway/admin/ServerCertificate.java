package dev.headgate.gateway.admin;

import dev.headgate.gateway.config.AdminTls;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Reads certificate and key of the admin server from their PEM files. */
final class ServerCertificate {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private ServerCertificate() {}

    /** @throws GatewayException {@link ErrorCode#ADMIN_CERTIFICATE} */
    static SSLContext context(AdminTls tls) {
        try {
            PrivateKey key = key(Files.readString(tls.key(), StandardCharsets.US_ASCII));
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(tls.certificate())))
                    .toArray(new Certificate[0]);
            if (key == null || chain.length == 0) {
                throw failure(key == null ? tls.key() : tls.certificate(), null);
            }
            return context(key, chain);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw failure(tls.certificate(), e);
        }
    }

    private static SSLContext context(PrivateKey key, Certificate[] chain)
            throws IOException, GeneralSecurityException {
        char[] none = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, none);
        store.setKeyEntry("admin", key, none, chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, none);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Null when the file holds no key of that form. */
    private static @Nullable PrivateKey key(String pem) {
        Matcher matcher = KEY.matcher(pem);
        if (!matcher.find()) {
            return null;
        }
        byte[] bytes = Base64.getMimeDecoder().decode(matcher.group(1));
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            PrivateKey key = key(algorithm, bytes);
            if (key != null) {
                return key;
            }
        }
        return null;
    }

    private static @Nullable PrivateKey key(String algorithm, byte[] bytes) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (GeneralSecurityException ofAnotherAlgorithm) {
            return null;
        }
    }

    private static GatewayException failure(Path file, @Nullable Throwable cause) {
        return new GatewayException(
                ErrorCode.ADMIN_CERTIFICATE,
                "The admin server's certificate or its key cannot be used",
                Map.of("file", file.toString()),
                cause);
    }
}
