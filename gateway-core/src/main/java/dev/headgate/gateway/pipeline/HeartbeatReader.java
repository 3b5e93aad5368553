package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.message.LogicalMessage;
import java.nio.charset.StandardCharsets;

/**
 * Recognises this source's heartbeats among the logical messages: prefix {@code headgate:<source>}, content the time of
 * emission in microseconds since 1970, as decimal digits.
 */
public final class HeartbeatReader {
    private final String prefix;

    /** Reads the heartbeats of the source of that name. */
    public HeartbeatReader(String source) {
        this.prefix = prefix(source);
    }

    /** The prefix of the heartbeats of a source. */
    public static String prefix(String source) {
        return "headgate:" + source;
    }

    /** When the heartbeat was emitted; 0 when the message is not one. */
    long emittedMicros(LogicalMessage message) {
        if (!message.prefix().equals(prefix)) {
            return 0;
        }
        try {
            return Long.parseLong(new String(message.content(), StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            // Somebody else uses our prefix; it is no heartbeat.
            return 0;
        }
    }
}
