package dev.headgate.acceptance.fault;

import dev.headgate.acceptance.fault.TcpProxy.Action;
import dev.headgate.acceptance.fault.TcpProxy.Direction;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One connection through the proxy: two sockets and a thread for each direction. */
final class TcpLink {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int STARTUP_BYTES_MAX = 10_000;

    private final TcpProxy proxy;
    private final Socket client;
    private final Socket server;
    private final ServerFrames frames = new ServerFrames();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean frozen;
    private boolean cut;
    private volatile boolean replication;

    TcpLink(TcpProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    void start() {
        thread("to-server", this::pumpToServer);
        thread("to-client", this::pumpToClient);
    }

    private static void thread(String name, Runnable body) {
        Thread thread = new Thread(body, "link-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the client asked for a replication connection; known before the server's first byte. */
    boolean isReplication() {
        return replication;
    }

    void act(Action action) {
        lock.lock();
        try {
            if (action == Action.FREEZE) {
                frozen = true;
                return;
            }
            cut = true;
            frozen = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        end(action == Action.RESET);
    }

    void thaw() {
        lock.lock();
        try {
            frozen = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pumpToServer() {
        try {
            passStartup();
            pump(client.getInputStream(), server.getOutputStream(), Direction.TO_SERVER);
            server.shutdownOutput();
        } catch (IOException e) {
            end(false);
        }
    }

    private void pumpToClient() {
        try {
            pump(server.getInputStream(), client.getOutputStream(), Direction.TO_CLIENT);
            end(false);
        } catch (IOException e) {
            end(false);
        }
    }

    // A client's first packets have no type byte: int32 length, int32 code, then parameters.
    private void passStartup() throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = server.getOutputStream();
        while (true) {
            int size = in.readInt();
            if (size < 2 * Integer.BYTES || size > STARTUP_BYTES_MAX) {
                throw new IOException("not a startup packet: length " + size);
            }
            byte[] packet = ByteBuffer.allocate(size)
                    .putInt(size)
                    .put(in.readNBytes(size - Integer.BYTES))
                    .array();
            int code = ByteBuffer.wrap(packet).getInt(Integer.BYTES);
            boolean encryption = code == SSL_REQUEST || code == GSS_REQUEST;
            if (encryption) {
                frames.expectPlainByte();
            } else {
                replication = new String(packet, StandardCharsets.ISO_8859_1).contains("\0replication\0");
            }
            out.write(packet);
            out.flush();
            if (!encryption) {
                return;
            }
        }
    }

    private void pump(InputStream in, OutputStream out, Direction direction) throws IOException {
        byte[] chunk = new byte[CHUNK_BYTES];
        int size = in.read(chunk);
        while (size >= 0) {
            awaitThaw();
            pass(chunk, size, out, direction);
            size = in.read(chunk);
        }
        awaitThaw();
    }

    private void pass(byte[] chunk, int size, OutputStream out, Direction direction) throws IOException {
        pause(proxy.latency());
        @Nullable ArmedFault fault = replication ? proxy.armed() : null;
        int passed = 0;
        int before = fault == null ? -1 : fault.countBytes(direction, size);
        if (fault != null && before >= 0) {
            write(chunk, 0, before, out, direction);
            passed = before;
            fall(fault);
        }
        if (replication && direction == Direction.TO_CLIENT) {
            int middle = frames.nextMiddle(chunk, 0, size);
            while (middle >= 0) {
                if (fault != null && fault.countMessage(frames.tag())) {
                    write(chunk, passed, middle, out, direction);
                    passed = middle;
                    fall(fault);
                }
                middle = frames.nextMiddle(chunk, middle, size);
            }
        }
        write(chunk, passed, size, out, direction);
    }

    private void fall(ArmedFault fault) throws IOException {
        act(fault.action());
        awaitThaw();
    }

    private void write(byte[] chunk, int from, int to, OutputStream out, Direction direction) throws IOException {
        if (direction == Direction.TO_SERVER || proxy.perByte().isZero()) {
            out.write(chunk, from, to - from);
            out.flush();
            return;
        }
        for (int index = from; index < to; index++) {
            pause(proxy.perByte());
            out.write(chunk, index, 1);
            out.flush();
        }
    }

    private void pause(Duration duration) throws IOException {
        if (duration.isZero()) {
            return;
        }
        lock.lock();
        try {
            long left = duration.toNanos();
            while (left > 0 && !cut) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private void awaitThaw() throws IOException {
        lock.lock();
        try {
            while (frozen) {
                if (!changed.await(1, TimeUnit.MINUTES) && client.isClosed()) {
                    return;
                }
            }
            if (cut) {
                throw new IOException("link was cut");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private static IOException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IOException("proxy thread was interrupted", cause);
    }

    private void end(boolean reset) {
        proxy.closed(this);
        for (Socket socket : new Socket[] {client, server}) {
            try {
                if (reset) {
                    // Closing a socket that lingers for no time sends RST.
                    socket.setSoLinger(true, 0);
                }
                socket.close();
            } catch (IOException ignored) {
                // It was closed before: nothing is left to end.
            }
        }
    }
}
