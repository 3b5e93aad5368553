package dev.headgate.quickstart.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of its own on this machine, in a session of its own: a Ctrl-C in the terminal does not reach it.
 *
 * <p>Life: {@link #builder()} ... {@link EmbeddedServerBuilder#start()}; then any number of {@link #stopFast},
 * {@link #stopImmediate}, {@link #kill9}, each followed by {@link #start()} on the same data directory and port;
 * {@link #close()} at the end. Methods that start or stop may be called from one thread at a time; the queries from any.
 *
 * <p>Every method throws {@link ServerException} when the server does not do what it is told.
 */
public final class EmbeddedServer implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int LOG_TAIL_LINES = 30;
    private static final int PORT_ATTEMPTS = 5;

    private final int majorVersion;
    private final PostgresBinaries binaries;
    private final UnprivilegedUser user;
    private final Path workDirectory;
    private final Path dataDirectory;
    private final Map<String, String> settings;
    private final Thread atExit = new Thread(this::stopAndDelete, "stop-embedded-postgres");
    private final boolean portMayMove;
    private volatile int port;

    EmbeddedServer(
            int majorVersion,
            PostgresBinaries binaries,
            UnprivilegedUser user,
            Path workDirectory,
            Path dataDirectory,
            Map<String, String> settings,
            List<String> hostBasedAuthentication,
            int port,
            boolean portMayMove)
            throws IOException {
        this.majorVersion = majorVersion;
        this.binaries = binaries;
        this.user = user;
        this.workDirectory = workDirectory;
        this.dataDirectory = dataDirectory;
        this.settings = settings;
        this.port = port;
        this.portMayMove = portMayMove;
        Files.write(dataDirectory.resolve("pg_hba.conf"), hostBasedAuthentication);
    }

    void stopAtExit() {
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Says what server is wanted. */
    public static EmbeddedServerBuilder builder() {
        return new EmbeddedServerBuilder();
    }

    /** Starts the server, also after it was stopped or killed, and returns once it takes connections. */
    public void start() {
        if (isRunning()) {
            throw new ServerException("the server on port " + port + " is running already");
        }
        for (int attempt = 1; ; attempt++) {
            writeSettings();
            int code = new ServerCommand(user)
                    .exitCode(List.of(
                            binaries.program("pg_ctl"),
                            "start",
                            "-D",
                            dataDirectory.toString(),
                            "-l",
                            logFile().toString(),
                            "-w",
                            "-t",
                            Long.toString(START_TIMEOUT.toSeconds())));
            if (code == 0) {
                return;
            }
            String tail = logTail();
            boolean portTaken = tail.contains("Address already in use");
            if (!portTaken || !portMayMove || attempt == PORT_ATTEMPTS) {
                throw new ServerException("PostgreSQL " + majorVersion + " did not start on port " + port
                        + " with data directory " + dataDirectory + ". Its log ends with:\n" + tail);
            }
            port = FreePort.find();
        }
    }

    /**
     * {@code pg_ctl stop -m fast}: sessions are ended, walsenders get the rest of the WAL, a checkpoint is written.
     *
     * @throws ServerException if the server still runs after {@code timeout}; it is then still shutting down
     */
    public void stopFast(Duration timeout) {
        stop("fast", timeout);
    }

    /** {@code pg_ctl stop -m immediate}: no checkpoint; the next start recovers from WAL. */
    public void stopImmediate() {
        stop("immediate", START_TIMEOUT);
    }

    private void stop(String mode, Duration timeout) {
        int code = new ServerCommand(user)
                .exitCode(List.of(
                        binaries.program("pg_ctl"),
                        "stop",
                        "-D",
                        dataDirectory.toString(),
                        "-m",
                        mode,
                        "-w",
                        "-t",
                        Long.toString(Math.max(1, timeout.toSeconds()))));
        if (code != 0) {
            throw new ServerException("pg_ctl stop -m " + mode + " failed or took longer than " + timeout
                    + ". The server's log ends with:\n" + logTail());
        }
    }

    /** SIGKILL for the postmaster and all its children, as a crash would end them. Returns when all are gone. */
    public void kill9() {
        long pid = postmasterPid();
        ProcessHandle postmaster = ProcessHandle.of(pid)
                .orElseThrow(() -> new ServerException("no process " + pid + ", the postmaster of " + dataDirectory));
        List<ProcessHandle> family = new ArrayList<>();
        family.add(postmaster);
        postmaster.descendants().forEach(family::add);
        // A stopped postmaster forks no more, so the list is complete.
        signal("STOP", pid);
        postmaster.descendants().filter(child -> !family.contains(child)).forEach(family::add);
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(EmbeddedServer::awaitExit);
    }

    private static void signal(String name, long pid) {
        new ServerCommand(UnprivilegedUser.CALLER).run(List.of("kill", "-" + name, Long.toString(pid)));
    }

    private static void awaitExit(ProcessHandle process) {
        try {
            process.onExit().get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while waiting for process " + process.pid() + " to end", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new ServerException("process " + process.pid() + " survived SIGKILL", e);
        }
    }

    /** Whether a postmaster runs on the data directory. */
    public boolean isRunning() {
        return new ServerCommand(user)
                        .exitCode(List.of(binaries.program("pg_ctl"), "status", "-D", dataDirectory.toString()))
                == 0;
    }

    /** Process id of the running postmaster. */
    public long postmasterPid() {
        try {
            return Long.parseLong(Files.readAllLines(dataDirectory.resolve("postmaster.pid"))
                    .get(0)
                    .strip());
        } catch (IOException e) {
            throw new ServerException("no server runs on " + dataDirectory, e);
        }
    }

    /**
     * Copies the data directory of the stopped server, for a later return to this moment.
     *
     * @param target must not exist
     */
    public void copyDataDirectory(Path target) {
        if (isRunning()) {
            throw new ServerException("stop the server before its data directory " + dataDirectory + " is copied");
        }
        FileTree.copy(dataDirectory, target, path -> !path.startsWith("postmaster.pid"));
        user.own(target);
    }

    /** Puts a copy made by {@link #copyDataDirectory} in place of the data directory of this stopped server. */
    public void restoreDataDirectory(Path copy) {
        if (isRunning()) {
            throw new ServerException("stop the server before its data directory " + dataDirectory + " is replaced");
        }
        FileTree.delete(dataDirectory);
        FileTree.copy(copy, dataDirectory, path -> true);
        user.own(dataDirectory);
    }

    /** A builder for a streaming standby of this running server; {@code build} takes the base backup. */
    public EmbeddedServerBuilder standby() {
        EmbeddedServerBuilder builder = new EmbeddedServerBuilder().majorVersion(majorVersion);
        builder.settings(settings);
        builder.setting("primary_conninfo", "host=127.0.0.1 port=" + port + " user=postgres");
        builder.setting("hot_standby_feedback", "on");
        return builder.standbyOf(this).runAs(user);
    }

    /** Makes this standby a primary and waits until it is one. */
    public void promote() {
        execute("postgres", "SELECT pg_promote(true, " + START_TIMEOUT.toSeconds() + ")");
    }

    void copyAsStandby(Path target) {
        boolean renamed = majorVersion >= 15;
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    renamed
                            ? "SELECT pg_backup_start('standby', true)"
                            : "SELECT pg_start_backup('standby', true, false)");
            FileTree.copy(
                    dataDirectory,
                    target,
                    path -> !path.startsWith("postmaster.pid")
                            && !path.startsWith("postmaster.opts")
                            && !(path.startsWith("pg_replslot") && path.getNameCount() > 1));
            try (ResultSet label = statement.executeQuery(
                    renamed
                            ? "SELECT labelfile FROM pg_backup_stop(false)"
                            : "SELECT labelfile FROM pg_stop_backup(false, false)")) {
                label.next();
                Files.writeString(target.resolve("backup_label"), label.getString(1));
            }
            Files.createFile(target.resolve("standby.signal"));
        } catch (SQLException | IOException e) {
            throw new ServerException("cannot copy the server on port " + port + " to " + target, e);
        }
    }

    /** Major version, such as 17. */
    public int majorVersion() {
        return majorVersion;
    }

    /** Address that the server listens on. */
    public String host() {
        return "127.0.0.1";
    }

    /** TCP port, known before the first start. It changes only if somebody else took it before the first start. */
    public int port() {
        return port;
    }

    /** Directory of the unix socket {@code .s.PGSQL.<port>}. */
    public Path unixSocketDirectory() {
        return workDirectory;
    }

    /** The cluster. */
    public Path dataDirectory() {
        return dataDirectory;
    }

    /** The server's log, over all its starts. */
    public Path logFile() {
        return workDirectory.resolve("postgres.log");
    }

    /** The self-signed certificate of a server built with TLS, in PEM form: the root to verify it against. */
    public Path tlsCertificate() {
        return dataDirectory.resolve("server.crt");
    }

    /** JDBC URL without a user. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host() + ":" + port + "/" + database;
    }

    /** A superuser's session in UTC. The caller closes it. */
    public Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", "postgres");
        Connection connection = DriverManager.getConnection(jdbcUrl(database), properties);
        try (Statement statement = connection.createStatement()) {
            // The driver sets the time zone of this process.
            statement.execute("SET TIME ZONE 'UTC'");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Runs statements one after the other in one session, each committed by itself. */
    public void execute(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new ServerException("a statement failed in database " + database, e);
        }
    }

    /** {@code CREATE DATABASE}; the name is quoted. */
    public void createDatabase(String name) {
        execute("postgres", "CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
    }

    /** All rows of a query, each value in PostgreSQL's text form. */
    public List<List<@Nullable String>> query(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columnCount = result.getMetaData().getColumnCount();
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>(columnCount);
                for (int column = 1; column <= columnCount; column++) {
                    row.add(result.getString(column));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new ServerException("a query failed in database " + database, e);
        }
    }

    /** First column of the first row, null if that is null or there is no row. */
    public @Nullable String queryValue(String database, String sql) {
        List<List<@Nullable String>> rows = query(database, sql);
        return rows.isEmpty() ? null : rows.get(0).get(0);
    }

    /** First column of the first row as a number. */
    public long queryLong(String database, String sql) {
        String value = queryValue(database, sql);
        if (value == null) {
            throw new ServerException("the query returned no value");
        }
        return Long.parseLong(value);
    }

    /** {@code pg_current_wal_flush_lsn()}, such as {@code 0/1A2B3C4D}. */
    public String walFlushLsn() {
        String lsn = queryValue("postgres", "SELECT pg_current_wal_flush_lsn()");
        if (lsn == null) {
            throw new ServerException("the server on port " + port + " has no WAL flush position");
        }
        return lsn;
    }

    /** Stops the server if it runs and deletes what is temporary. May be called twice. */
    @Override
    public void close() {
        if (Files.isDirectory(workDirectory)) {
            Runtime.getRuntime().removeShutdownHook(atExit);
            stopAndDelete();
        }
    }

    private void stopAndDelete() {
        if (isRunning()) {
            stopImmediate();
        }
        FileTree.delete(workDirectory);
    }

    private void writeSettings() {
        StringBuilder lines = new StringBuilder("# Written at each start.\n");
        settings.forEach((name, value) -> lines.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        lines.append("port = ").append(port).append('\n');
        Path main = dataDirectory.resolve("postgresql.conf");
        Path included = dataDirectory.resolve("headgate.conf");
        String include = "include 'headgate.conf'";
        try {
            Files.writeString(included, lines);
            if (!Files.readString(main).contains(include)) {
                Files.writeString(main, "\n" + include + "\n", StandardOpenOption.APPEND);
            }
            user.own(dataDirectory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logTail() {
        try (Stream<String> lines = Files.lines(logFile(), StandardCharsets.UTF_8)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - LOG_TAIL_LINES), all.size()));
        } catch (NoSuchFileException e) {
            return "(no log)";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
