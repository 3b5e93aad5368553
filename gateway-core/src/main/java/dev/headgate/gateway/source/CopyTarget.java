package dev.headgate.gateway.source;

import java.io.IOException;

/** Takes what COPY sends. */
public interface CopyTarget {
    /**
     * Takes one message.
     *
     * @param message a fresh array, the target's own
     */
    void accept(byte[] message) throws IOException;
}
