package dev.headgate.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL server for one benchmark: made by {@code initdb}, listening on the loopback interface and on a unix
 * socket, trusting everybody. It keeps all WAL that a slot needs and makes nothing durable itself, since only
 * consumers are measured. One owner thread; {@link #close} may be called from any thread and more than once.
 */
final class PostgresServer implements AutoCloseable {

    static final String USER = "postgres";

    private static final Duration TOOL_LIMIT = Duration.ofMinutes(2);
    private static final Duration SESSION_END_LIMIT = Duration.ofSeconds(60);

    private static final String SETTINGS = """
            listen_addresses = '127.0.0.1'
            port = %d
            unix_socket_directories = '%s'
            wal_level = logical
            max_wal_senders = 10
            max_replication_slots = 10
            max_slot_wal_keep_size = -1
            max_wal_size = 64GB
            checkpoint_timeout = 1h
            fsync = off
            synchronous_commit = off
            shared_buffers = 256MB
            autovacuum = off
            logging_collector = off
            timezone = 'UTC'
            """;

    private final Path binaries;
    private final Path directory;
    private final int port;

    private PostgresServer(Path binaries, Path directory, int port) {
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
    }

    /**
     * Makes a cluster below {@code directory} and starts it. When this process is root, the server runs as user
     * {@code postgres}, or as uid 65534 where that user does not exist, because PostgreSQL refuses to run as root.
     *
     * @param binaries directory that holds {@code initdb}, {@code pg_ctl} and the others
     * @param directory an existing directory that other users may traverse
     * @throws BenchmarkException if the binaries are not there or the server does not start
     */
    static PostgresServer start(Path binaries, Path directory) {
        if (!Files.isExecutable(binaries.resolve("initdb"))) {
            throw new BenchmarkException("no PostgreSQL server in " + binaries
                    + ": run benchmarks/install-tools, or name its directory with --postgres-bin");
        }
        try {
            PostgresServer server = new PostgresServer(binaries, directory, freePort());
            server.start();
            return server;
        } catch (IOException e) {
            throw new BenchmarkException("cannot prepare a cluster in " + directory, e);
        }
    }

    private void start() throws IOException {
        makeDirectory(cluster());
        makeDirectory(socketDirectory());
        Path log = directory.resolve("initdb.log");
        new Program(
                        log,
                        asServerUser(
                                program("initdb"),
                                "--pgdata=" + cluster(),
                                "--username=" + USER,
                                "--auth=trust",
                                "--encoding=UTF8",
                                "--locale=C",
                                "--no-sync"))
                .run(TOOL_LIMIT);
        Files.writeString(
                cluster().resolve("postgresql.conf"),
                SETTINGS.formatted(port, socketDirectory()),
                StandardOpenOption.APPEND);
        pgCtl("start", "--wait", "--log=" + cluster().resolve("server.log"));
    }

    private void pgCtl(String verb, String... more) {
        List<String> command = asServerUser(program("pg_ctl"), verb, "--pgdata=" + cluster());
        command.addAll(List.of(more));
        new Program(directory.resolve("pg_ctl.log"), command).run(TOOL_LIMIT);
    }

    /** Path of one of PostgreSQL's programs. */
    String program(String name) {
        return binaries.resolve(name).toString();
    }

    int port() {
        return port;
    }

    Path socketDirectory() {
        return directory.resolve("socket");
    }

    /** Where logs and files of this benchmark go. */
    Path directory() {
        return directory;
    }

    private Path cluster() {
        return directory.resolve("cluster");
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, "");
    }

    /** The version as the server writes it, for example {@code 15.18 (Debian 15.18-0+deb12u1)}. */
    String version() throws SQLException {
        return Query.text(this, "postgres", "SHOW server_version");
    }

    /**
     * Waits until every session has ended, a walsender included. From then on the server's CPU time does not change
     * and none of it is with a process that is just ending.
     *
     * @throws BenchmarkException if a session goes on
     */
    void awaitNoSession() throws IOException {
        long deadline = System.nanoTime() + SESSION_END_LIMIT.toNanos();
        while (ProcessTimes.titlesOfChildren(postmaster()).stream().anyMatch(PostgresServer::isSession)) {
            if (System.nanoTime() > deadline) {
                throw new BenchmarkException(
                        "a session still runs " + SESSION_END_LIMIT.toSeconds() + " s after its client ended");
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    /** Sessions carry the name of their user in the title; checkpointer and the like do not. */
    private static boolean isSession(String title) {
        return title.isEmpty() || title.startsWith("postgres: " + USER) || title.startsWith("postgres: walsender");
    }

    /** User and system time of all processes of this server since its start, in seconds. */
    double cpuSeconds() throws IOException {
        return ProcessTimes.ofServer(postmaster());
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(cluster().resolve("postmaster.pid")).get(0).strip());
    }

    /** Stops the server. Its files stay, for whoever made the directory to remove. */
    @Override
    public synchronized void close() {
        if (Files.exists(cluster().resolve("postmaster.pid"))) {
            pgCtl("stop", "--mode=immediate", "--wait");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static void makeDirectory(Path path) throws IOException {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (isRoot()) {
            Files.setOwner(path, serverUser());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        }
    }

    private static UserPrincipal serverUser() throws IOException {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        } catch (UserPrincipalNotFoundException e) {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("65534");
        }
    }

    private static List<String> asServerUser(String... command) {
        List<String> full = new ArrayList<>();
        try {
            if (isRoot()) {
                full.addAll(List.of("setpriv", "--reuid=" + serverUser().getName(), "--regid=65534", "--clear-groups"));
            }
        } catch (IOException e) {
            throw new BenchmarkException("cannot tell who runs this", e);
        }
        full.addAll(List.of(command));
        return full;
    }
}
