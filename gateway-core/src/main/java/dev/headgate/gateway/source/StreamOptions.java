package dev.headgate.gateway.source;

import java.time.Duration;
import java.util.List;

/**
 * How START_REPLICATION is asked for.
 *
 * @param publications names, the main one first
 * @param binary ask for binary column values
 * @param messages ask for logical messages (heartbeats)
 * @param statusInterval pause between status updates, and so between pings
 */
public record StreamOptions(List<String> publications, boolean binary, boolean messages, Duration statusInterval) {}
