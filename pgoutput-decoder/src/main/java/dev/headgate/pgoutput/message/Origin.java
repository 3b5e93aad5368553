package dev.headgate.pgoutput.message;

/**
 * Tells that the transaction was replicated into the source from elsewhere.
 *
 * @param commitLsn where it committed on that other server
 * @param name name of the replication origin on the source
 */
public record Origin(long commitLsn, String name) implements PgOutputMessage {}
