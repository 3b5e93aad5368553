package dev.headgate.gateway.config;

/** In which form the server sends column values. The staged values are the same either way. */
public enum BinaryMode {
    /** Binary where the server supports it (14 and later). */
    AUTO,
    /** Binary; a server that cannot is an error. */
    ON,
    /** Text. */
    OFF
}
