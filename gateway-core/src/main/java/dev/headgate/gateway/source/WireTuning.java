package dev.headgate.gateway.source;

import java.time.Duration;

/**
 * How a socket is read.
 *
 * <p>The walsender sends every change as a packet of its own. A reader that returns for each of them keeps the receive
 * window open and so keeps the server busy with tiny packets; a reader that waits a moment after a small read lets the
 * window close, and the kernel glues the packets together. On one machine this doubles the throughput.
 *
 * @param gulpBytes size of the user-space buffer, in bytes
 * @param smallReadBytes a read below this many bytes is followed by a pause
 * @param pause length of the pause; zero for none
 * @param receiveBufferBytes SO_RCVBUF, in bytes; 0 leaves it to the kernel
 */
record WireTuning(int gulpBytes, int smallReadBytes, Duration pause, int receiveBufferBytes) {
    private static final int GULP_BYTES = 256 * 1024;
    private static final int SMALL_READ_BYTES = 8 * 1024;
    private static final int LOOPBACK_RECEIVE_BUFFER_BYTES = 32 * 1024;

    /** For control connections: plain reads. */
    static final WireTuning PLAIN = new WireTuning(8 * 1024, 0, Duration.ZERO, 0);

    /**
     * For a replication stream over TCP.
     *
     * @param loopback the server is on this host: a small receive buffer closes the window early. Over a network the
     *     kernel sizes it, since a small window would limit the rate to one window per round trip.
     */
    static WireTuning tcpStream(boolean loopback) {
        return new WireTuning(
                GULP_BYTES, SMALL_READ_BYTES, Duration.ofMillis(5), loopback ? LOOPBACK_RECEIVE_BUFFER_BYTES : 0);
    }

    /**
     * For a replication stream over a unix socket: there are no packets to glue, and the kernel's buffer holds only a few
     * hundred messages, so the pause is short.
     */
    static WireTuning unixStream() {
        return new WireTuning(GULP_BYTES, SMALL_READ_BYTES, Duration.ofNanos(200_000), 0);
    }
}
