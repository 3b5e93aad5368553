package dev.headgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
    @TempDir
    private Path directory;

    private Wire wire;
    private ServerSocketChannel server;
    private UnixSocket socket;
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        Path path = directory.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        wire = new Wire(path, WireTuning.unixStream());
        socket = (UnixSocket) wire.newSocket();
        socket.connect(InetSocketAddress.createUnresolved("ignored", 1));
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        server.close();
    }

    @Test
    void bytes_arrive_as_they_were_sent_whatever_the_size_of_the_reads() throws Exception {
        byte[] sent = new byte[1_000_000];
        long seed = System.nanoTime();
        Random random = new Random(seed);
        random.nextBytes(sent);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(sent));
        byte[] received = new byte[sent.length];
        InputStream in = socket.getInputStream();
        int at = 0;
        while (at < received.length) {
            at += in.read(received, at, Math.min(received.length - at, 1 + random.nextInt(5_000)));
        }
        sending.get(10, TimeUnit.SECONDS);

        assertThat(received).as("seed " + seed).isEqualTo(sent);
        assertThat(wire.receivedBytes()).isEqualTo(sent.length);
    }

    @Test
    void a_read_ends_at_its_timeout_and_the_next_one_goes_on() throws Exception {
        socket.setSoTimeout(1);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        send(new byte[] {7});
        socket.setSoTimeout(10_000);

        assertThat(socket.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void a_poll_ends_between_two_messages_though_more_arrives_and_never_inside_one() throws Exception {
        send(new byte[] {1});
        wire.pollBegins();
        InputStream in = socket.getInputStream();
        for (int i = 0; i < 4; i++) {
            assertThat(in.read()).isEqualTo(1);
            send(new byte[] {1});
        }

        assertThat(in.available()).isZero();
        socket.setSoTimeout(1);
        assertThatThrownBy(in::read).as("between two messages").isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(0);
        assertThat(in.read()).as("inside a message").isEqualTo(1);
        send(new byte[] {2});
        socket.setSoTimeout(1);
        wire.pollBegins();
        assertThat(in.read()).as("in the next poll").isEqualTo(2);
    }

    @Test
    void cutting_the_wire_wakes_a_blocked_reader_and_the_peer_sees_the_end() throws Exception {
        CompletableFuture<Throwable> reader = CompletableFuture.supplyAsync(() -> {
            try {
                socket.getInputStream().read();
                return new AssertionError("a byte came");
            } catch (IOException e) {
                return e;
            }
        });
        wire.cut();

        assertThat(reader.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThatThrownBy(() -> peer.write(ByteBuffer.allocate(1)))
                .as("the descriptor is closed, not only shut down for writing")
                .isInstanceOf(IOException.class);
    }

    @Test
    void the_end_of_the_stream_is_told_to_the_wire() throws Exception {
        peer.close();

        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat(wire.ended()).isTrue();
    }

    private void send(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                peer.write(buffer);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
