package dev.headgate.gateway.metrics;

/** Why a status update was sent; label {@code reason} of {@link MetricName#STATUS_UPDATES_TOTAL}. */
public enum StatusReason {
    /** The status interval ended. */
    TIMER,
    /** The durable LSN moved. */
    ACK,
    /** The server asked for it. */
    PING,
    /** Reading is paused and the server must not time out. */
    BACKPRESSURE
}
