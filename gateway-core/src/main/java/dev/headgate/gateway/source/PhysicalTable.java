package dev.headgate.gateway.source;

/**
 * A table that holds rows itself: an ordinary table, or a leaf of a partitioned one.
 *
 * @param qualifiedName as SQL writes it, when the snapshot was taken
 * @param estimatedRows as the planner knows them; 0 when it does not
 */
public record PhysicalTable(long oid, String qualifiedName, long estimatedRows) {}
