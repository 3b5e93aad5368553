package dev.headgate.gateway.source;

import dev.headgate.gateway.config.ConnectionConfig;
import dev.headgate.gateway.config.Secret;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.config.TlsMode;
import dev.headgate.gateway.error.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connections of one source: a replication connection for its stream, and control connections for queries.
 *
 * <p>Sessions render values in one way whatever the server's or the role's settings: ISO dates, UTC, hexadecimal bytea,
 * ISO 8601 intervals, shortest exact floats, money with two decimals. Every failure is a {@link GatewayException} with the role, host and
 * database.
 */
public final class ServerConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnections.class);
    private static final int CONTROL_SOCKET_TIMEOUT_SECONDS = 30;
    private static final Duration LOGIN_TIME = Duration.ofSeconds(10);
    private static final String RENDERING =
            "-c DateStyle=ISO -c TimeZone=UTC -c IntervalStyle=iso_8601 -c bytea_output=hex -c extra_float_digits=1"
                    + " -c lc_monetary=C -c row_security=off -c statement_timeout=0"
                    + " -c idle_in_transaction_session_timeout=0";

    private final SourceConfig source;
    private final SqlFailures failures;

    /** Connections for {@code source}; nothing is opened yet. */
    public ServerConnections(SourceConfig source) {
        this.source = source;
        this.failures = new SqlFailures(source);
    }

    /** How this source's SQL failures are told. */
    public SqlFailures failures() {
        return failures;
    }

    /** A connection for queries. The caller closes it. */
    public Connection control() {
        Properties properties = common("control");
        PGProperty.SOCKET_TIMEOUT.set(properties, CONTROL_SOCKET_TIMEOUT_SECONDS);
        return open(properties, new Wire(unixSocketFile(), WireTuning.PLAIN));
    }

    /** A connection for reading whole tables: a statement may take long, and so may the wait for a lock. */
    Connection snapshot() {
        return open(common("snapshot"), new Wire(unixSocketFile(), WireTuning.PLAIN));
    }

    /**
     * A connection in replication mode, over a wire that the caller can watch and cut.
     *
     * <p>It has no socket timeout: the driver would unlock its COPY when one fires.
     */
    ReplicationConnection replication() {
        Properties properties = common("stream");
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
        Path socket = unixSocketFile();
        WireTuning tuning = socket == null ? WireTuning.tcpStream(isLoopback()) : WireTuning.unixStream();
        Wire wire = new Wire(socket, tuning);
        return new ReplicationConnection(open(properties, wire), wire);
    }

    private Connection open(Properties properties, Wire wire) {
        String token = WireSocketFactory.register(wire);
        try {
            PGProperty.SOCKET_FACTORY.set(properties, WireSocketFactory.class.getName());
            PGProperty.SOCKET_FACTORY_ARG.set(properties, token);
            Connection connection = DriverManager.getConnection(url(), properties);
            try (Statement statement = connection.createStatement()) {
                // The driver asks for the zone of this machine, which overrules the options.
                statement.execute("SET TimeZone = 'UTC'");
            }
            return connection;
        } catch (SQLException e) {
            wire.cut();
            throw failures.connecting(e);
        } finally {
            WireSocketFactory.forget(token);
        }
    }

    private String url() {
        ConnectionConfig connection = source.connection();
        String host = connection.unixSocket() == null ? connection.host() : "localhost";
        return "jdbc:postgresql://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + connection.port()
                + "/";
    }

    private Properties common(String purpose) {
        ConnectionConfig connection = source.connection();
        Properties properties = new Properties();
        PGProperty.PG_DBNAME.set(properties, source.database());
        PGProperty.USER.set(properties, connection.user());
        Secret password = connection.password();
        if (password != null) {
            PGProperty.PASSWORD.set(properties, password.reveal());
        }
        String region = connection.rdsIamRegion();
        if (region != null) {
            RdsLogin.use(properties, connection.host(), connection.port(), region);
        }
        List<String> command = connection.passwordCommand();
        if (!command.isEmpty()) {
            CommandLogin.use(properties, command);
        }
        setTls(properties, connection);
        PGProperty.CONNECT_TIMEOUT.set(
                properties, (int) connection.connectTimeout().toSeconds());
        // The timeout above ends with the TCP handshake; a server that is frozen after it must not be waited for.
        Duration login = command.isEmpty() ? LOGIN_TIME : LOGIN_TIME.plus(PasswordCommand.LIMIT);
        PGProperty.LOGIN_TIMEOUT.set(
                properties, (int) connection.connectTimeout().plus(login).toSeconds());
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.APPLICATION_NAME.set(properties, "headgate/" + source.name() + "/" + purpose);
        PGProperty.OPTIONS.set(properties, RENDERING);
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        return properties;
    }

    private static void setTls(Properties properties, ConnectionConfig connection) {
        boolean unix = connection.unixSocket() != null;
        TlsMode mode = unix ? TlsMode.DISABLE : connection.tls();
        PGProperty.SSL_MODE.set(properties, mode.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        set(properties, PGProperty.SSL_ROOT_CERT, connection.tlsRootCertificate());
        set(properties, PGProperty.SSL_CERT, connection.tlsCertificate());
        set(properties, PGProperty.SSL_KEY, connection.tlsKey());
        setKeyAlgorithm(properties, connection.tlsCertificate());
        PGProperty.CHANNEL_BINDING.set(
                properties, connection.channelBinding().name().toLowerCase(Locale.ROOT));
        if (!unix && mode == TlsMode.VERIFY_FULL && connection.tlsRootCertificate() == null) {
            PGProperty.SSL_FACTORY.set(properties, "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
    }

    /** The driver takes a PEM key for one of RSA unless it is told. */
    private static void setKeyAlgorithm(Properties properties, @Nullable Path certificate) {
        if (certificate == null) {
            return;
        }
        try (InputStream in = Files.newInputStream(certificate)) {
            Certificate parsed = CertificateFactory.getInstance("X.509").generateCertificate(in);
            PGProperty.PEM_KEY_ALGORITHM.set(properties, parsed.getPublicKey().getAlgorithm());
        } catch (IOException | CertificateException e) {
            // The driver reads the file too, and its failure is told with the remedy.
            LOG.debug("client certificate {} cannot be read", certificate, e);
        }
    }

    private static void set(Properties properties, PGProperty property, @Nullable Path value) {
        if (value != null) {
            property.set(properties, value.toString());
        }
    }

    private @Nullable Path unixSocketFile() {
        Path directory = source.connection().unixSocket();
        return directory == null
                ? null
                : directory.resolve(".s.PGSQL." + source.connection().port());
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(source.connection().host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // The connection attempt reports it, with the remedy.
            return false;
        }
    }
}
