package dev.headgate.pgoutput.error;

import dev.headgate.pgoutput.type.ProtocolVersion;

/** A message whose tag does not exist in the protocol version that was asked for. */
public final class UnknownMessageException extends PgOutputException {
    private static final long serialVersionUID = 1L;

    private final ProtocolVersion protocolVersion;

    public UnknownMessageException(int tag, ProtocolVersion protocolVersion) {
        super(tag, "tag", 0, "no such message in protocol version " + protocolVersion.number());
        this.protocolVersion = protocolVersion;
    }

    /** The version that the decoder was set up for. */
    public ProtocolVersion protocolVersion() {
        return protocolVersion;
    }
}
