package dev.headgate.gateway.source;

/**
 * What IDENTIFY_SYSTEM tells.
 *
 * @param systemId cluster identifier
 * @param timeline timeline that the server writes or replays
 * @param flushLsn end of the WAL that is on its disk, unsigned
 */
public record ServerIdentity(String systemId, int timeline, long flushLsn) {}
