package dev.headgate.acceptance.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The network between the gateway and PostgreSQL, with faults: links that are cut, frozen, slow, or refused.
 *
 * <p>Faults that count (bytes, messages) look at replication links only and count from the moment they are armed; one
 * is armed at a time. What {@link #healthy} does not undo, only a new link does. Safe for use by several threads.
 */
public final class TcpProxy implements AutoCloseable {

    /** Which way bytes flow. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /** What happens to a link. */
    public enum Action {
        /** Both sides see a connection reset (RST). */
        RESET,
        /** Both sides see the end of the stream (FIN). */
        CLOSE,
        /** Neither side sees anything any more: no byte, no end. */
        FREEZE
    }

    private final ServerSocket listener;
    private final InetAddress targetAddress;
    private final int targetPort;
    private final List<TcpLink> links = new CopyOnWriteArrayList<>();
    private final AtomicLong opened = new AtomicLong();
    private volatile @Nullable ArmedFault armed;
    private volatile boolean refusing;
    private volatile Duration latency = Duration.ZERO;
    private volatile Duration perByte = Duration.ZERO;

    private TcpProxy(ServerSocket listener, InetAddress targetAddress, int targetPort) {
        this.listener = listener;
        this.targetAddress = targetAddress;
        this.targetPort = targetPort;
    }

    /** Listens on a free port of the loopback address and passes everything on to that port of the same address. */
    public static TcpProxy to(int targetPort) {
        try {
            InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
            TcpProxy proxy = new TcpProxy(new ServerSocket(0, 50, loopback), loopback, targetPort);
            Thread thread = new Thread(proxy::accept, "proxy-" + proxy.port());
            thread.setDaemon(true);
            thread.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** How many links were opened so far. */
    public long opened() {
        return opened.get();
    }

    /** How many replication links are open now. */
    public long replicationLinks() {
        return links.stream().filter(TcpLink::isReplication).count();
    }

    /** Acts when that many more bytes have been passed on in that direction over replication links. */
    public ArmedFault afterBytes(Direction direction, long bytes, Action action) {
        return arm(new ArmedFault(direction, (char) 0, bytes, action));
    }

    /**
     * Acts in the middle of a stream message.
     *
     * @param tag pgoutput tag, or {@code k} for a keepalive
     * @param occurrence which of those that come from now on; 1 is the next
     */
    public ArmedFault inMessage(char tag, int occurrence, Action action) {
        return arm(new ArmedFault(Direction.TO_CLIENT, tag, occurrence, action));
    }

    private ArmedFault arm(ArmedFault fault) {
        armed = fault;
        return fault;
    }

    /** Does this at once to all links that are open now. */
    public void everyLink(Action action) {
        links.forEach(link -> link.act(action));
    }

    /** Does this at once to the replication links that are open now. */
    public void replicationLinks(Action action) {
        links.stream().filter(TcpLink::isReplication).forEach(link -> link.act(action));
    }

    /** From now on new links are closed as soon as they are opened, or not. */
    public void refuseNewLinks(boolean refuse) {
        refusing = refuse;
    }

    /** From now on each chunk of bytes waits this long before it is passed on, in both directions. */
    public void latency(Duration duration) {
        latency = duration;
    }

    /** From now on one byte is passed on to the client in this time. */
    public void drip(Duration duration) {
        perByte = duration;
    }

    /** Nothing is armed, slow or refused any more, and frozen links go on where they stopped. */
    public void healthy() {
        armed = null;
        refusing = false;
        latency = Duration.ZERO;
        perByte = Duration.ZERO;
        links.forEach(TcpLink::thaw);
    }

    @Nullable
    ArmedFault armed() {
        return armed;
    }

    Duration latency() {
        return latency;
    }

    Duration perByte() {
        return perByte;
    }

    void closed(TcpLink link) {
        links.remove(link);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                open(listener.accept());
            } catch (IOException ignored) {
                // The listener was closed, or the target does not listen: then the client has seen its link end.
            }
        }
    }

    private void open(Socket client) throws IOException {
        opened.incrementAndGet();
        if (refusing) {
            client.close();
            return;
        }
        Socket server;
        try {
            server = new Socket(targetAddress, targetPort);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        TcpLink link = new TcpLink(this, client, server);
        links.add(link);
        link.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        everyLink(Action.CLOSE);
    }
}
