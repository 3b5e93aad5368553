package dev.headgate.gateway.preflight;

import java.util.List;

/** One question to the server of a source. Checks hold no state and change nothing. */
interface ServerCheck {
    /**
     * What was found; empty when the question does not arise on this server.
     *
     * @throws dev.headgate.gateway.error.GatewayException when the server did not answer
     */
    List<Finding> ask(Server server);
}
