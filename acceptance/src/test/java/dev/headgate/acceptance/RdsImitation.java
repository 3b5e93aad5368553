package dev.headgate.acceptance;

import dev.headgate.quickstart.postgres.SelfSignedCertificate;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Stands in for a server of Amazon RDS as far as the login: TLS, and the question for a token as a password in clear text.
 * It keeps what it is given, and refuses it.
 */
final class RdsImitation implements AutoCloseable {

    private static final byte[] REFUSAL = "SFATAL\0C28P01\0Mrefused\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final int CLEAR_TEXT_PASSWORD = 3;

    private final ServerSocket listener;
    private final SSLContext tls;
    private final Path certificate;
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    private RdsImitation(ServerSocket listener, SSLContext tls, Path certificate) {
        this.listener = listener;
        this.tls = tls;
        this.certificate = certificate;
    }

    /** Listens on a free port of the loopback address, with a certificate that it leaves in that directory. */
    static RdsImitation start(Path directory) throws IOException, GeneralSecurityException {
        SelfSignedCertificate.write(directory);
        Path certificate = directory.resolve("server.crt");
        RdsImitation imitation = new RdsImitation(
                new ServerSocket(0, 10, InetAddress.getLoopbackAddress()),
                context(certificate, directory.resolve("server.key")),
                certificate);
        Thread thread = new Thread(imitation::accept, "rds-" + imitation.port());
        thread.setDaemon(true);
        thread.start();
        return imitation;
    }

    int port() {
        return listener.getLocalPort();
    }

    Path certificate() {
        return certificate;
    }

    /** What was sent in place of passwords. */
    List<String> tokens() {
        return tokens;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket client = listener.accept()) {
                login(client);
            } catch (IOException ignored) {
                // The client has left, or the listener was closed.
            }
        }
    }

    private void login(Socket plain) throws IOException {
        // SSLRequest: its length and a number.
        new DataInputStream(plain.getInputStream()).readLong();
        plain.getOutputStream().write('S');
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
            socket.setUseClientMode(false);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.skipNBytes(in.readInt() - Integer.BYTES);
            out.writeByte('R');
            out.writeInt(2 * Integer.BYTES);
            out.writeInt(CLEAR_TEXT_PASSWORD);
            in.readByte();
            byte[] token = in.readNBytes(in.readInt() - Integer.BYTES);
            tokens.add(new String(token, 0, token.length - 1, StandardCharsets.UTF_8));
            out.writeByte('E');
            out.writeInt(Integer.BYTES + REFUSAL.length);
            out.write(REFUSAL);
            out.flush();
        }
    }

    private static SSLContext context(Path certificate, Path key) throws IOException, GeneralSecurityException {
        String pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
        PrivateKey privateKey = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
        Certificate publicKey;
        try (InputStream in = Files.newInputStream(certificate)) {
            publicKey = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        char[] none = {};
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, none);
        store.setKeyEntry("server", privateKey, none, new Certificate[] {publicKey});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, none);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
