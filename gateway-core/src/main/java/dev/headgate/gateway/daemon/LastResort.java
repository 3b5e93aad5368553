package dev.headgate.gateway.daemon;

import dev.headgate.gateway.error.GatewayException;

/** How the observer takes a source out of service to save the server. */
interface LastResort {
    /** Gives the running session up; none follows. Any thread; may be called again. */
    void hold();

    /** Halts the source that is held. Any thread. */
    void halt(GatewayException reason);
}
