package dev.headgate.pgoutput.replication;

import io.netty.buffer.ByteBuf;

/**
 * Receives the server's replication frames. LSNs are unsigned; clocks are microseconds since 2000-01-01 UTC.
 *
 * <p>Spec: PostgreSQL documentation, "Streaming Replication Protocol", START_REPLICATION.
 */
public interface ReplicationFrameHandler {
    /**
     * A piece of the stream; for pgoutput exactly one message.
     *
     * @param startLsn where the change lies; 0 for Relation and Type messages, and not rising from transaction to transaction
     * @param walEnd the end of WAL on the server as it saw it; for logical replication the same as {@code startLsn}
     * @param payload borrowed: the readable bytes are the payload, until this method returns
     */
    void onXLogData(long startLsn, long walEnd, long serverClock, ByteBuf payload);

    /**
     * A sign of life.
     *
     * @param walEnd the end of WAL that the server has looked through
     * @param replyRequested whether the server will close the connection unless a status update comes soon
     */
    void onPrimaryKeepalive(long walEnd, long serverClock, boolean replyRequested);
}
