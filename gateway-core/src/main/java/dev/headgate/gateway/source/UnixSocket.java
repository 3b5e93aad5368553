package dev.headgate.gateway.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Socket} over PostgreSQL's unix socket, since the driver knows TCP only. The address that the driver connects
 * to is ignored; TCP options are accepted and do nothing.
 *
 * <p>Threads: one reader and one writer; {@link #close()} from any thread.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // close() must not wait for a blocked reader
final class UnixSocket extends Socket {
    private static final long WRITE_LOOK_MILLIS = 500;

    private final Path path;
    private final Wire wire;
    private final WireTuning tuning;
    private @Nullable SocketChannel channel;
    private @Nullable InputStream input;
    private @Nullable OutputStream output;
    private volatile int timeoutMillis;
    private volatile boolean closed;
    private volatile @Nullable Selector readable;

    UnixSocket(Path path, Wire wire, WireTuning tuning) {
        this.path = path;
        this.wire = wire;
        this.tuning = tuning;
    }

    @Override
    public void connect(SocketAddress ignored) throws IOException {
        connect(ignored, 0);
    }

    @Override
    public void connect(SocketAddress ignored, int ignoredTimeout) throws IOException {
        SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            opened.connect(UnixDomainSocketAddress.of(path));
            opened.configureBlocking(false);
            channel = opened;
            input = new GulpInputStream(this, new ChannelInput(opened), wire, tuning);
            output = new ChannelOutput(opened);
        } catch (IOException e) {
            opened.close();
            close();
            throw e;
        }
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (input == null) {
            throw new IOException("unix socket " + path + " is not connected");
        }
        return input;
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        if (output == null) {
            throw new IOException("unix socket " + path + " is not connected");
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        SocketChannel open = channel;
        if (open != null) {
            open.close();
        }
        // A channel that is registered keeps its descriptor, and a reader its wait, until the selector is closed too.
        Selector waiting = readable;
        if (waiting != null) {
            waiting.close();
        }
    }

    @Override
    public boolean isConnected() {
        return channel != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // A unix socket does not delay.
    }

    @Override
    public void setKeepAlive(boolean on) {
        // The kernel reports a dead peer on this host at once.
    }

    /** Reads with the socket's timeout; a closed channel surfaces as an {@link IOException}. */
    private final class ChannelInput extends InputStream {
        private final SocketChannel source;
        private final Selector selector;

        ChannelInput(SocketChannel source) throws IOException {
            this.source = source;
            this.selector = Selector.open();
            readable = selector;
            source.register(selector, SelectionKey.OP_READ);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            ByteBuffer into = ByteBuffer.wrap(target, offset, length);
            while (true) {
                int read = source.read(into);
                if (read != 0) {
                    return read;
                }
                if (await() == 0 && timeoutMillis > 0) {
                    throw new SocketTimeoutException("no byte within " + timeoutMillis + " ms on " + path);
                }
            }
        }

        private int await() throws IOException {
            try {
                selector.selectedKeys().clear();
                return timeoutMillis > 0 ? selector.select(timeoutMillis) : selector.select();
            } catch (ClosedSelectorException e) {
                throw (IOException) new SocketException("unix socket " + path + " is closed").initCause(e);
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }

    /** Writes all bytes; waits while the kernel's buffer is full. */
    private final class ChannelOutput extends OutputStream {
        private final SocketChannel target;

        ChannelOutput(SocketChannel target) {
            this.target = target;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            ByteBuffer from = ByteBuffer.wrap(source, offset, length);
            while (from.hasRemaining()) {
                if (target.write(from) == 0) {
                    awaitWritable();
                }
            }
        }

        private void awaitWritable() throws IOException {
            try (Selector writable = Selector.open()) {
                target.register(writable, SelectionKey.OP_WRITE);
                // Closing the channel does not end the wait.
                writable.select(WRITE_LOOK_MILLIS);
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }
}
