package dev.headgate.gateway.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What Amazon RDS takes in place of a password: the request {@code connect} of service {@code rds-db}, presigned with
 * Signature Version 4. It is made without asking anybody, and is good for logging in for 15 minutes.
 */
public final class RdsToken {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SERVICE = "rds-db";
    private static final String TERMINATOR = "aws4_request";

    private RdsToken() {}

    /**
     * A token for one role at one server, signed with the access key of this process.
     *
     * @param host as the instance or cluster is called by RDS: the name is signed, so no alias will do
     * @throws RdsLoginException if no access key is found
     */
    public static String make(String host, int port, String user, String region) throws RdsLoginException {
        AwsCredentials credentials = new CredentialSearch(System.getenv()).credentials();
        return sign(host, port, user, region, credentials, Instant.now());
    }

    static String sign(String host, int port, String user, String region, AwsCredentials credentials, Instant now) {
        String time = TIME.format(now);
        String day = time.substring(0, 8);
        String scope = String.join("/", day, region, SERVICE, TERMINATOR);
        // The signature covers the parameters in the order of their names.
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("Action", "connect");
        parameters.put("DBUser", user);
        parameters.put("X-Amz-Algorithm", ALGORITHM);
        parameters.put("X-Amz-Credential", credentials.accessKeyId() + "/" + scope);
        parameters.put("X-Amz-Date", time);
        parameters.put("X-Amz-Expires", "900");
        parameters.put("X-Amz-SignedHeaders", "host");
        String sessionToken = credentials.sessionToken();
        if (sessionToken != null) {
            parameters.put("X-Amz-Security-Token", sessionToken);
        }
        String query = parameters.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String address = host + ":" + port;
        String request = String.join("\n", "GET", "/", query, "host:" + address, "", "host", digest(""));
        String toSign = String.join("\n", ALGORITHM, time, scope, digest(request));
        byte[] key = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, region, SERVICE, TERMINATOR}) {
            key = hmac(key, part);
        }
        return address + "/?" + query + "&X-Amz-Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    }

    /** As RFC 3986 encodes, which is not what forms do. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
