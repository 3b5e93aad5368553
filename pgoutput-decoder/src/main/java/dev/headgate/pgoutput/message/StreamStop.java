package dev.headgate.pgoutput.message;

/**
 * End of a block.
 */
public record StreamStop() implements PgOutputMessage {}
