package dev.headgate.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Speaks as much SMTP as one mail needs, accepts every login, offers no TLS, and keeps what it heard. */
final class MailServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    MailServer() throws IOException {
        Thread thread = new Thread(this::serve, "mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** All that the client said until its mail was taken. */
    String next() throws InterruptedException {
        String mail = mails.poll(30, TimeUnit.SECONDS);
        assertThat(mail).as("a mail within 30 s").isNotNull();
        return String.valueOf(mail);
    }

    String heard() {
        return String.join("\n", heard);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                talk(client);
            } catch (IOException ended) {
                // The client left, or the test is over.
            }
        }
    }

    private void talk(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = client.getOutputStream();
        say(out, "220 test ESMTP");
        StringBuilder session = new StringBuilder();
        boolean data = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            session.append(line).append('\n');
            heard.add(line);
            if (data && line.equals(".")) {
                data = false;
                mails.add(session.toString());
                say(out, "250 taken");
            } else if (!data) {
                data = line.equals("DATA");
                say(out, answer(line));
            }
        }
    }

    private static String answer(String line) {
        if (line.startsWith("EHLO")) {
            return "250-test\r\n250 AUTH PLAIN";
        }
        if (line.equals("DATA")) {
            return "354 go on";
        }
        return line.startsWith("AUTH PLAIN") ? "235 welcome" : "250 ok";
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
