package dev.headgate.gateway.status;

/** Whoever can say what the gateway is doing: the daemon. */
public interface StatusSource {
    /** A consistent snapshot; never blocks on a database or a disk. Called from any thread. */
    GatewayStatus status();
}
