package dev.headgate.gateway.status;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version this is. */
public final class GatewayVersion {
    private GatewayVersion() {}

    /** For example {@code 0.1.0}; written into the jar by the build. */
    public static String current() {
        Properties properties = new Properties();
        try (InputStream resource = GatewayVersion.class.getResourceAsStream("version.properties")) {
            if (resource != null) {
                properties.load(resource);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("version.properties cannot be read from the gateway's own jar", e);
        }
        return properties.getProperty("version", "unknown");
    }
}
