package dev.headgate.gateway.config;

/** Whether the login is bound to the TLS connection that it goes through; the modes of libpq's {@code channel_binding}. */
public enum ChannelBinding {
    /** Where the server offers it. */
    PREFER,
    /** No login without it, hence only by SCRAM. */
    REQUIRE,
    /** For servers whose certificate has a signature that knows none, such as Ed25519. */
    DISABLE
}
