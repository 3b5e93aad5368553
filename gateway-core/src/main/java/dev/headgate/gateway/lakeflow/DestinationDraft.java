package dev.headgate.gateway.lakeflow;

/**
 * Where the tables of a schema go.
 *
 * @param catalog at the destination
 * @param schema at the destination
 */
record DestinationDraft(String catalog, String schema) {}
