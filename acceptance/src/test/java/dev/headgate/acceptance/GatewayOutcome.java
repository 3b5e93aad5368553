package dev.headgate.acceptance;

/** How a command of the gateway ended; standard output and standard error are one text. */
public record GatewayOutcome(int exitCode, String output) {}
