package dev.headgate.quickstart.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedServer} is to be. Used once, by one thread.
 *
 * <p>Without any call: PostgreSQL 17 on a free port and in a temporary directory, {@code wal_level=logical}, 20 walsenders,
 * 20 slots, {@code synchronous_commit=on}, {@code fsync=off}, time zone UTC, every login trusted.
 */
public final class EmbeddedServerBuilder {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private int majorVersion = 17;
    private int port;
    private boolean tls;
    private boolean ownSystemIdentifier;
    private boolean stoppedAtExit = true;
    private UnprivilegedUser user = UnprivilegedUser.detect();
    private @Nullable Path dataDirectory;
    private @Nullable Path cacheDirectory;
    private @Nullable EmbeddedServer primary;
    private List<String> hostBasedAuthentication = List.of(
            "local all all trust",
            "host all all all trust",
            "local replication all trust",
            "host replication all all trust");

    EmbeddedServerBuilder() {
        settings.put("wal_level", "logical");
        settings.put("max_wal_senders", "20");
        settings.put("max_replication_slots", "20");
        settings.put("max_connections", "100");
        settings.put("synchronous_commit", "on");
        settings.put("fsync", "off");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
    }

    /** 13, 15, 17 or 18; also 14 and 16 when the build had the Maven profile {@code all-servers}. */
    public EmbeddedServerBuilder majorVersion(int version) {
        this.majorVersion = version;
        return this;
    }

    /** A line of postgresql.conf; replaces the default of that name. */
    public EmbeddedServerBuilder setting(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Several lines of postgresql.conf. */
    public EmbeddedServerBuilder settings(Map<String, String> more) {
        settings.putAll(more);
        return this;
    }

    /** Whether the server forces its files to the disk; off by default, on where the test is about that. */
    public EmbeddedServerBuilder fsync(boolean on) {
        return setting("fsync", on ? "on" : "off");
    }

    /** The TCP port; 0, the default, takes a free one, which then stays the same over restarts. */
    public EmbeddedServerBuilder port(int number) {
        this.port = number;
        return this;
    }

    /** Where the cluster lives. It is kept at close. An existing cluster in it is used as it is. Default: temporary, deleted at close. */
    public EmbeddedServerBuilder dataDirectory(Path directory) {
        this.dataDirectory = directory.toAbsolutePath();
        return this;
    }

    /** TLS with a self-signed certificate for localhost: see {@link EmbeddedServer#tlsCertificate()}. */
    public EmbeddedServerBuilder tls(boolean on) {
        this.tls = on;
        return this;
    }

    /** TCP logins of every role but {@code postgres} need the role's password (SCRAM). */
    public EmbeddedServerBuilder passwordAuthentication() {
        return hostBasedAuthentication(
                "local all all trust",
                "local replication all trust",
                "host all postgres all trust",
                "host replication postgres all trust",
                "host all all all scram-sha-256",
                "host replication all all scram-sha-256");
    }

    /** The lines of pg_hba.conf. They have to leave a way for {@code postgres} from 127.0.0.1. */
    public EmbeddedServerBuilder hostBasedAuthentication(String... lines) {
        this.hostBasedAuthentication = List.of(lines);
        return this;
    }

    /**
     * A cluster made by a run of initdb of its own (about a second). Otherwise all clusters of one version are copies of
     * one template, with <em>the same system identifier</em>: a gateway cannot tell them apart.
     */
    public EmbeddedServerBuilder ownSystemIdentifier() {
        this.ownSystemIdentifier = true;
        return this;
    }

    /** Leaves the server to its owner when this process ends; by default it is stopped then and its files deleted. */
    public EmbeddedServerBuilder ownerStops() {
        this.stoppedAtExit = false;
        return this;
    }

    /**
     * Where unpacked programs and the template cluster are kept. Default: the system property
     * {@code headgate.postgres.cache}, else {@code target/postgres} when the working directory is a Maven module, else
     * {@code ~/.cache/headgate/postgres}. Where root has to run the server as another user, that user must be able to
     * enter it, and the default is {@code headgate-postgres} in the temporary directory.
     */
    public EmbeddedServerBuilder cacheDirectory(Path directory) {
        this.cacheDirectory = directory.toAbsolutePath();
        return this;
    }

    EmbeddedServerBuilder standbyOf(EmbeddedServer running) {
        this.primary = running;
        return this;
    }

    EmbeddedServerBuilder runAs(UnprivilegedUser chosen) {
        this.user = chosen;
        return this;
    }

    /**
     * Makes the cluster, without starting it.
     *
     * @throws ServerException if there is no server of that version, or no cluster can be made
     */
    public EmbeddedServer build() {
        try {
            PostgresBinaries binaries = PostgresBinaries.unpacked(majorVersion, cacheOrDefault(), user);
            Path work = Files.createTempDirectory("headgate-pg-");
            Path data = dataDirectory == null ? work.resolve("data") : dataDirectory;
            if (primary != null) {
                primary.copyAsStandby(data);
                user.own(data);
            } else if (!Files.exists(data.resolve("PG_VERSION"))) {
                makeCluster(binaries, data);
            }
            settings.put("unix_socket_directories", work.toString());
            settings.put("ssl", tls ? "on" : "off");
            if (tls && !Files.exists(data.resolve("server.crt"))) {
                SelfSignedCertificate.write(data);
            }
            boolean portChosenHere = port == 0;
            EmbeddedServer server = new EmbeddedServer(
                    majorVersion,
                    binaries,
                    user,
                    work,
                    data,
                    settings,
                    hostBasedAuthentication,
                    portChosenHere ? FreePort.find() : port,
                    portChosenHere);
            if (stoppedAtExit) {
                server.stopAtExit();
            }
            user.own(work);
            user.own(data);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@link #build()} and {@link EmbeddedServer#start()}. */
    public EmbeddedServer start() {
        EmbeddedServer server = build();
        try {
            server.start();
            return server;
        } catch (ServerException e) {
            server.close();
            throw e;
        }
    }

    private void makeCluster(PostgresBinaries binaries, Path data) throws IOException {
        if (Files.isDirectory(data)) {
            // Refuses a directory with something else in it.
            Files.delete(data);
        }
        if (ownSystemIdentifier) {
            binaries.initdb(data);
        } else {
            binaries.copyCluster(data);
        }
    }

    private Path cacheOrDefault() {
        if (cacheDirectory != null) {
            return cacheDirectory;
        }
        String configured = System.getProperty("headgate.postgres.cache");
        if (configured != null) {
            return Path.of(configured).toAbsolutePath();
        }
        if (user == UnprivilegedUser.NOBODY) {
            // The home of root and a checkout in it cannot be entered by others.
            return Path.of(System.getProperty("java.io.tmpdir"), "headgate-postgres");
        }
        if (Files.exists(Path.of("pom.xml"))) {
            return Path.of("target", "postgres").toAbsolutePath();
        }
        return Path.of(System.getProperty("user.home"), ".cache", "headgate", "postgres");
    }
}
