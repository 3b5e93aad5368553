package dev.headgate.gateway.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** A TCP socket whose input is read in gulps and reported to its {@link Wire}. TLS layers on top of it unchanged. */
final class TcpSocket extends Socket {
    private final Wire wire;
    private final WireTuning tuning;
    private @Nullable InputStream input;

    TcpSocket(Wire wire, WireTuning tuning) {
        this.wire = wire;
        this.tuning = tuning;
    }

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (input == null) {
            input = new GulpInputStream(this, super.getInputStream(), wire, tuning);
        }
        return input;
    }
}
