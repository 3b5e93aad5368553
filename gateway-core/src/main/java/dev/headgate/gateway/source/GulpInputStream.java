package dev.headgate.gateway.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a socket in large gulps and pauses after a small one, as {@link WireTuning} says. One reader thread.
 *
 * <p>A pause follows only a read that returned data: an idle link is waited on by the caller, not here.
 */
final class GulpInputStream extends InputStream {
    /** The driver's timeout when it looks between two messages whether there is another; inside one it has none. */
    private static final int DRIVER_LOOK_MILLIS = 1;

    private final Socket socket;
    private final InputStream in;
    private final Wire wire;
    private final byte[] buffer;
    private final int smallReadBytes;
    private final long pauseNanos;
    private int start;
    private int end;
    private boolean pauseDue;

    GulpInputStream(Socket socket, InputStream in, Wire wire, WireTuning tuning) {
        this.socket = socket;
        this.in = in;
        this.wire = wire;
        this.buffer = new byte[tuning.gulpBytes()];
        this.smallReadBytes = tuning.smallReadBytes();
        this.pauseNanos = tuning.pause().toNanos();
    }

    @Override
    public int read() throws IOException {
        if (start == end && fill() < 0) {
            return -1;
        }
        return buffer[start++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (start == end && fill() < 0) {
            return -1;
        }
        int copied = Math.min(length, end - start);
        System.arraycopy(buffer, start, target, offset, copied);
        start += copied;
        return copied;
    }

    private int fill() throws IOException {
        start = 0;
        end = 0;
        if (wire.pollIsLong() && socket.getSoTimeout() == DRIVER_LOOK_MILLIS) {
            throw new SocketTimeoutException("the poll ends here");
        }
        if (pauseDue) {
            pauseDue = false;
            LockSupport.parkNanos(pauseNanos);
        }
        int read = in.read(buffer, 0, buffer.length);
        if (read < 0) {
            wire.end();
            return -1;
        }
        end = read;
        pauseDue = read < smallReadBytes && pauseNanos > 0;
        wire.received(read);
        return read;
    }

    @Override
    public int available() throws IOException {
        if (end > start) {
            return end - start;
        }
        return wire.pollIsLong() ? 0 : in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
