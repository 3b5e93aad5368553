package dev.headgate.gateway.preflight;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands before a server as a connection pooler does: it answers the login with a process id of its own, since the server
 * process behind a session may change.
 */
final class PoolerImitation implements AutoCloseable {
    private static final int BACKEND_KEY_DATA = 'K';
    private static final int READY_FOR_QUERY = 'Z';

    private final ServerSocket listener;
    private final int serverPort;
    private final List<Socket> sockets = new ArrayList<>();

    private PoolerImitation(ServerSocket listener, int serverPort) {
        this.listener = listener;
        this.serverPort = serverPort;
    }

    static PoolerImitation before(int serverPort) throws IOException {
        PoolerImitation pooler =
                new PoolerImitation(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), serverPort);
        start(pooler::accept);
        return pooler;
    }

    int port() {
        return listener.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side has closed; the other one notices at its next read.
                        Thread.currentThread().interrupt();
                    }
                },
                "pooler");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            synchronized (sockets) {
                sockets.add(client);
                sockets.add(server);
            }
            start(() -> copy(client.getInputStream(), server.getOutputStream()));
            start(() -> {
                login(new DataInputStream(server.getInputStream()), new DataOutputStream(client.getOutputStream()));
                copy(server.getInputStream(), client.getOutputStream());
            });
        }
    }

    private static void login(DataInputStream from, DataOutputStream to) throws IOException {
        int type;
        do {
            type = from.read();
            int length = from.readInt();
            byte[] body = new byte[length - 4];
            from.readFully(body);
            if (type == BACKEND_KEY_DATA) {
                body[3] ^= 1;
            }
            to.writeByte(type);
            to.writeInt(length);
            to.write(body);
            to.flush();
        } while (type != READY_FOR_QUERY);
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
        }
        to.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
