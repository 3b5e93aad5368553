package dev.headgate.pgoutput;

import dev.headgate.pgoutput.type.ProtocolVersion;
import dev.headgate.pgoutput.type.Streaming;

/**
 * What the session asked the server for; the form of some messages depends on it.
 *
 * @param protocolVersion the slot option {@code proto_version}
 * @param streaming the slot option {@code streaming}
 */
public record DecoderOptions(ProtocolVersion protocolVersion, Streaming streaming) {
    public DecoderOptions {
        ProtocolVersion needed = switch (streaming) {
            case OFF -> ProtocolVersion.V1;
            case ON -> ProtocolVersion.V2;
            case PARALLEL -> ProtocolVersion.V4;
        };
        if (!protocolVersion.isAtLeast(needed)) {
            throw new IllegalArgumentException("streaming " + streaming + " needs protocol version " + needed.number()
                    + ", not " + protocolVersion.number());
        }
    }

    /** Whole transactions only. */
    public static DecoderOptions of(ProtocolVersion protocolVersion) {
        return new DecoderOptions(protocolVersion, Streaming.OFF);
    }
}
