package dev.headgate.gateway.config;

import java.nio.file.Path;

/**
 * How the admin server proves who it is.
 *
 * @param certificate PEM file with the server's certificate, and the intermediate ones behind it
 * @param key PEM file with its key, PKCS #8 without a password
 */
public record AdminTls(Path certificate, Path key) {}
