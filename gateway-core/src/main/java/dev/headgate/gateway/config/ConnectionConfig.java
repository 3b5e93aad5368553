package dev.headgate.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to reach one PostgreSQL server; shared by the sources that name it.
 *
 * @param name key in {@code connections}
 * @param host ignored when {@code unixSocket} is given
 * @param password null: the server asks for none, or the client certificate is enough
 * @param passwordCommand program and arguments whose first line of output is the password, asked at each login; empty:
 *     there is none
 * @param rdsIamRegion region of the Amazon RDS server that takes IAM tokens in place of the password; null: it does not
 * @param tlsRootCertificate PEM file of the authority; null: the Java runtime's own trust store
 * @param tlsCertificate client certificate, PEM
 * @param tlsKey client key, PKCS-8 DER or PEM; given exactly when {@code tlsCertificate} is
 * @param unixSocket directory of the server's socket ({@code unix_socket_directories}); TLS is then {@code DISABLE}
 * @param connectTimeout for reaching the server and for logging in
 */
public record ConnectionConfig(
        String name,
        String host,
        int port,
        String user,
        @Nullable Secret password,
        List<String> passwordCommand,
        @Nullable String rdsIamRegion,
        TlsMode tls,
        @Nullable Path tlsRootCertificate,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        ChannelBinding channelBinding,
        @Nullable Path unixSocket,
        Duration connectTimeout) {
    public ConnectionConfig {
        passwordCommand = List.copyOf(passwordCommand);
    }
}
