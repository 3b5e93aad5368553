package dev.headgate.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.acceptance.fault.TcpProxy.Action;
import dev.headgate.acceptance.fault.TcpProxy.Direction;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxy between a client that sends a startup packet and a server that this test plays by hand. */
final class TcpProxyTest {

    private static final int BEGIN_BYTES = 5 + 25 + 21;
    private static final int KEEPALIVE_BYTES = 5 + 18;

    private ServerSocket listener;
    private TcpProxy proxy;
    private Socket client;
    private Socket server;

    @BeforeEach
    void open() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        proxy = TcpProxy.to(listener.getLocalPort());
        connect();
    }

    private void connect() throws IOException {
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        client.setSoTimeout(5_000);
        server = listener.accept();
        server.setSoTimeout(5_000);
        byte[] parameters = "user\0headgate\0replication\0database\0\0".getBytes(StandardCharsets.US_ASCII);
        client.getOutputStream()
                .write(ByteBuffer.allocate(8 + parameters.length)
                        .putInt(8 + parameters.length)
                        .putInt(3 << 16)
                        .put(parameters)
                        .array());
        server.getInputStream().readNBytes(8 + parameters.length);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        listener.close();
        client.close();
        server.close();
    }

    @Test
    void bytes_pass_in_both_directions() throws IOException {
        client.getOutputStream().write("question".getBytes(StandardCharsets.US_ASCII));
        assertThat(server.getInputStream().readNBytes(8)).asString().isEqualTo("question");
        server.getOutputStream().write(stream('B', 21));
        assertThat(client.getInputStream().readNBytes(BEGIN_BYTES)).isEqualTo(stream('B', 21));
        assertThat(proxy.replicationLinks()).isOne();
    }

    @Test
    void a_link_is_reset_after_the_bytes_that_were_asked_for() throws IOException {
        ArmedFault fault = proxy.afterBytes(Direction.TO_CLIENT, 10, Action.RESET);
        server.getOutputStream().write(stream('B', 21));
        assertThat(fault.happensWithin(5)).isTrue();
        assertThatThrownBy(() -> new DataInputStream(client.getInputStream()).readFully(new byte[11]))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void a_link_is_closed_in_the_middle_of_the_message_that_was_named() throws IOException {
        ArmedFault fault = proxy.inMessage('I', 2, Action.CLOSE);
        byte[] sent = ByteBuffer.allocate(2 * BEGIN_BYTES + 3 * KEEPALIVE_BYTES + 3 * 130)
                .put(stream('B', 21))
                .put(keepalive())
                .put(stream('I', 100))
                .put(keepalive())
                .put(keepalive())
                .put(stream('B', 21))
                .put(stream('I', 100))
                .put(stream('I', 100))
                .array();
        // Cut anywhere: a frame is found whatever the chunks are.
        for (int from = 0; from < sent.length && !fault.happensWithin(0); from += 7) {
            server.getOutputStream().write(sent, from, Math.min(7, sent.length - from));
            server.getOutputStream().flush();
        }
        assertThat(fault.happensWithin(5)).isTrue();
        assertThat(client.getInputStream().readAllBytes()).hasSize(2 * BEGIN_BYTES + 3 * KEEPALIVE_BYTES + 130 + 65);
    }

    @Test
    void a_keepalive_is_found_among_other_frames() throws IOException {
        ArmedFault fault = proxy.inMessage('k', 1, Action.CLOSE);
        server.getOutputStream().write(new byte[] {'T', 0, 0, 0, 6, 0, 0, 'W', 0, 0, 0, 7, 0, 0, 0});
        server.getOutputStream().write(stream('C', 26));
        server.getOutputStream().write(keepalive());
        assertThat(fault.happensWithin(5)).isTrue();
        assertThat(client.getInputStream().readAllBytes()).hasSize(15 + 5 + 25 + 26 + 14);
    }

    @Test
    void a_frozen_link_passes_nothing_and_no_end_until_it_is_healthy_again() throws IOException {
        proxy.everyLink(Action.FREEZE);
        server.getOutputStream().write(stream('B', 21));
        client.setSoTimeout(200);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        proxy.healthy();
        client.setSoTimeout(5_000);
        assertThat(client.getInputStream().readNBytes(BEGIN_BYTES)).isEqualTo(stream('B', 21));
    }

    @Test
    void a_link_frozen_in_a_message_sends_the_rest_when_it_is_healthy_again() throws IOException {
        ArmedFault fault = proxy.inMessage('B', 1, Action.FREEZE);
        server.getOutputStream().write(stream('B', 21));
        assertThat(fault.happensWithin(5)).isTrue();
        byte[] head = client.getInputStream().readNBytes(31);
        client.setSoTimeout(200);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        proxy.healthy();
        client.setSoTimeout(5_000);
        byte[] tail = client.getInputStream().readNBytes(BEGIN_BYTES - 31);
        assertThat(ByteBuffer.allocate(BEGIN_BYTES).put(head).put(tail).array()).isEqualTo(stream('B', 21));
    }

    @Test
    void a_dripping_link_passes_every_byte_alone() throws IOException {
        proxy.drip(Duration.ofMillis(1));
        server.getOutputStream().write(stream('B', 21));
        assertThat(client.getInputStream().readNBytes(BEGIN_BYTES)).isEqualTo(stream('B', 21));
    }

    @Test
    void new_links_are_refused_when_asked() throws IOException {
        proxy.refuseNewLinks(true);
        try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            refused.setSoTimeout(5_000);
            assertThat(refused.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(proxy.opened()).isEqualTo(2);
    }

    private static byte[] stream(char tag, int bytes) {
        ByteBuffer frame = ByteBuffer.allocate(5 + 25 + bytes);
        frame.put((byte) 'd').putInt(4 + 25 + bytes).put((byte) 'w').position(30);
        return frame.put((byte) tag).array();
    }

    private static byte[] keepalive() {
        return ByteBuffer.allocate(KEEPALIVE_BYTES)
                .put((byte) 'd')
                .putInt(4 + 18)
                .put((byte) 'k')
                .array();
    }
}
