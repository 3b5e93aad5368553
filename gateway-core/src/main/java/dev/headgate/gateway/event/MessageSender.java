package dev.headgate.gateway.event;

import java.io.IOException;

/** One way to a receiver. */
interface MessageSender {
    /**
     * Delivers a message; returns when the receiver has taken it.
     *
     * @throws IOException it did not; the message names no secret
     */
    void send(Message message) throws IOException, InterruptedException;
}
