package dev.headgate.gateway.config;

/** How a connection is protected; the modes of libpq's {@code sslmode}. */
public enum TlsMode {
    /** Encrypted, certificate signed by a trusted authority, host name matches. */
    VERIFY_FULL,
    /** Encrypted, certificate signed by a trusted authority. */
    VERIFY_CA,
    /** Encrypted, the server is not verified. */
    REQUIRE,
    /** Encrypted if the server can. */
    PREFER,
    /** Not encrypted. */
    DISABLE
}
