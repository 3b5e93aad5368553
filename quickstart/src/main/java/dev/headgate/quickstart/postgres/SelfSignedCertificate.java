package dev.headgate.quickstart.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/** A key and its self-signed certificate, as the PEM files that a server or a client reads. */
public final class SelfSignedCertificate {

    private static final String PASSWORD = "headgate";

    private SelfSignedCertificate() {}

    /** Writes {@code server.crt} and {@code server.key}, for {@code localhost} and 127.0.0.1. */
    public static void write(Path directory) {
        write(directory, "server", "localhost");
    }

    /** Writes {@code name.crt} and {@code name.key} into {@code directory}. Uses the JDK's own keytool. */
    public static void write(Path directory, String name, String commonName) {
        Path store = directory.resolve(name + ".p12");
        try {
            new ServerCommand(UnprivilegedUser.CALLER)
                    .run(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            name,
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=" + commonName,
                            "-ext",
                            "san=dns:localhost,ip:127.0.0.1",
                            "-ext",
                            "bc=ca:true",
                            "-validity",
                            "3650",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            writePem(
                    directory.resolve(name + ".crt"),
                    "CERTIFICATE",
                    keys.getCertificate(name).getEncoded());
            writePem(
                    directory.resolve(name + ".key"),
                    "PRIVATE KEY",
                    keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
            Files.delete(store);
        } catch (IOException | GeneralSecurityException e) {
            throw new ServerException("cannot make a certificate in " + directory, e);
        }
    }

    private static void writePem(Path file, String type, byte[] content) throws IOException {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        String pem =
                "-----BEGIN " + type + "-----\n" + lines.encodeToString(content) + "\n-----END " + type + "-----\n";
        Files.writeString(file, pem, StandardCharsets.US_ASCII);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
