package dev.headgate.gateway.source;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The raw socket below one driver connection: when the last byte arrived, whether the peer closed, and a way to cut it.
 *
 * <p>The driver hides all three: it swallows the end of the stream while it waits for a message, it blocks without a
 * limit in the middle of a message, and closing its connection can wait for a lock that the blocked thread holds. So the
 * watchdog looks here and closes the socket itself.
 *
 * <p>Threads: the counters may be read and {@link #cut()} called from any thread.
 */
public final class Wire {
    private static final int READS_OF_POLL_MAX = 4;

    private final @Nullable Path unixSocket;
    private final WireTuning tuning;
    private final AtomicLong receivedBytes = new AtomicLong();
    /** Reads of the running poll; far below zero on a wire that is not polled. Reader thread. */
    private long readsOfPoll = Long.MIN_VALUE;

    private volatile long lastByteNanos = System.nanoTime();
    private volatile boolean ended;
    private volatile @Nullable Socket socket;

    /**
     * A wire that is not connected yet.
     *
     * @param unixSocket socket file of a server on this host, or null for TCP
     * @param tuning how bytes are read from it
     */
    Wire(@Nullable Path unixSocket, WireTuning tuning) {
        this.unixSocket = unixSocket;
        this.tuning = tuning;
    }

    /** Creates the socket for the driver to connect. Called again when the driver reconnects to upgrade to TLS. */
    Socket newSocket() throws SocketException {
        Socket created;
        if (unixSocket != null) {
            created = new UnixSocket(unixSocket, this, tuning);
        } else {
            created = new TcpSocket(this, tuning);
            try {
                created.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                created.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 10);
                created.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
                created.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
                if (tuning.receiveBufferBytes() > 0) {
                    created.setReceiveBufferSize(tuning.receiveBufferBytes());
                }
            } catch (IOException e) {
                throw (SocketException) new SocketException("socket options are refused").initCause(e);
            }
        }
        ended = false;
        lastByteNanos = System.nanoTime();
        socket = created;
        return created;
    }

    /**
     * The owner of a stream polls for one message. The driver answers keepalives inside that call for as long as they
     * come, and a server that shuts down asks again at every answer: without a bound the call would not return, and the
     * server would wait for the acknowledgement of what is not durable yet.
     */
    void pollBegins() {
        readsOfPoll = 0;
    }

    /** Whether the running poll has read often enough to return once it is between two messages. */
    boolean pollIsLong() {
        return readsOfPoll >= READS_OF_POLL_MAX;
    }

    void received(int bytes) {
        readsOfPoll++;
        receivedBytes.lazySet(receivedBytes.get() + bytes);
        lastByteNanos = System.nanoTime();
    }

    void end() {
        ended = true;
    }

    /** Bytes read from the socket since it was made. */
    public long receivedBytes() {
        return receivedBytes.get();
    }

    /** {@link System#nanoTime()} of the last byte that arrived, or of the connection attempt. */
    public long lastByteNanos() {
        return lastByteNanos;
    }

    /** True once the peer has closed its side. */
    public boolean ended() {
        return ended;
    }

    /** Closes the socket at once; a thread that is blocked on it gets an exception. Never blocks, never throws. */
    public void cut() {
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Nothing is left to close then.
                ended = true;
            }
        }
    }
}
