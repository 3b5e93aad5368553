package dev.headgate.gateway.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/**
 * Lets the driver make its sockets through a {@link Wire}.
 *
 * <p>The driver creates its factory by class name with one string argument and takes no object, hence the registry: a
 * wire is found by a random token that lives from {@link #register(Wire)} to {@link #forget(String)}.
 */
public final class WireSocketFactory extends SocketFactory {
    private static final Map<String, Wire> WIRES = new ConcurrentHashMap<>();

    private final Wire wire;

    /**
     * Called by the driver.
     *
     * @param token what {@link #register(Wire)} returned
     */
    public WireSocketFactory(String token) {
        Wire registered = WIRES.get(token);
        if (registered == null) {
            throw new IllegalArgumentException("no wire is registered under " + token);
        }
        this.wire = registered;
    }

    static String register(Wire wire) {
        String token = UUID.randomUUID().toString();
        WIRES.put(token, wire);
        return token;
    }

    static void forget(String token) {
        WIRES.remove(token);
    }

    @Override
    public Socket createSocket() throws IOException {
        return wire.newSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw unconnectedOnly();
    }

    private static UnsupportedOperationException unconnectedOnly() {
        return new UnsupportedOperationException("the driver connects its sockets itself");
    }
}
