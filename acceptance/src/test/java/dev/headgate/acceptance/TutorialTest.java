package dev.headgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.quickstart.postgres.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays docs/tutorial.md: a {@code sql} block goes to the server, a {@code console} block to a shell (with psql and the
 * restart of the server done here), a {@code duckdb} block to DuckDB, whose result the {@code text} block after it shows.
 */
final class TutorialTest {

    private static final Path PAGE = Path.of("..", "docs", "tutorial.md");
    private static final String DATABASE = "shop";
    private static final String OUTPUT = "output.txt";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Pattern EXPORT = Pattern.compile("export (\\w+)='(.*)'");
    private static final Pattern PSQL_COMMAND = Pattern.compile("psql -d shop -c (['\"])(.*)\\1");
    private static final Pattern PSQL_FILE = Pattern.compile("psql -d shop -v ON_ERROR_STOP=1 -f (\\S+)");

    @TempDir
    private Path directory;

    private final Map<String, String> variables = new HashMap<>();
    private String lastResult = "";
    private @Nullable Process gateway;

    @AfterEach
    void endGateway() {
        if (gateway != null) {
            gateway.destroyForcibly();
        }
    }

    @Test
    void the_tutorial_does_what_it_says() throws Exception {
        Tutorial tutorial = Tutorial.read(PAGE);
        assertThat(tutorial.blocks()).hasSizeGreaterThan(10);
        installLauncher();
        try (EmbeddedServer server =
                EmbeddedServer.builder().setting("wal_level", "replica").start()) {
            server.createDatabase(DATABASE);
            for (Tutorial.Block block : tutorial.blocks()) {
                replay(server, block);
            }
            assertThat(server.queryLong(DATABASE, "SELECT count(*) FROM pg_replication_slots"))
                    .isZero();
        }
        assertThat(gateway).as("the tutorial runs the gateway").isNotNull();
    }

    @Test
    void a_line_that_is_not_printed_is_noticed() {
        List<String> shown = List.of("entry 1  0/1A2B3C8", "rows 26 (c 20)");

        assertThat(Tutorial.missing(shown, "entry 1 0/2\nnew line\nrows 26 (c 20)  9 KiB"))
                .isEmpty();
        assertThat(Tutorial.missing(shown, "entry 1 0/2\nrows 27 (c 20)")).isEqualTo("rows 26 (c 20)");
        assertThat(Tutorial.missing(shown, "rows 26 (c 20)\nentry 1 0/2")).isEqualTo("rows 26 (c 20)");
    }

    private void replay(EmbeddedServer server, Tutorial.Block block) throws Exception {
        switch (block.language()) {
            case "sql" -> server.execute(DATABASE, block.text().split(";\\s*\\n", -1)); // psql: each a transaction
            case "duckdb" -> {
                try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
                    lastResult = result(connection, block.text().replace("'staging/", "'" + directory + "/staging/"));
                }
            }
            case "text" ->
                assertThat(Tutorial.missing(block.lines(), lastResult))
                        .as(lastResult)
                        .isEmpty();
            case "console" -> {
                for (Tutorial.Command command : block.commands()) {
                    replay(server, command);
                }
            }
            default -> throw new AssertionError("a block of the tutorial is '" + block.language() + "'");
        }
    }

    private void replay(EmbeddedServer server, Tutorial.Command command) throws Exception {
        Matcher export = EXPORT.matcher(command.line());
        Matcher psql = PSQL_COMMAND.matcher(command.line());
        Matcher psqlFile = PSQL_FILE.matcher(command.line());
        if (export.matches()) {
            variables.put(export.group(1), export.group(2));
        } else if (psql.matches()) {
            assertPrinted(command, query(server, psql.group(2)));
        } else if (psqlFile.matches()) {
            server.execute(DATABASE, Files.readString(directory.resolve(psqlFile.group(1))));
        } else if (command.line().equals("systemctl restart postgresql")) {
            server.stopFast(DEADLINE);
            server.start();
        } else if (command.line().equals("kill -TERM %1")) {
            terminateGateway();
        } else if (command.line().endsWith(" &")) {
            runInBackground(command);
        } else if (command.line().equals("headgate status")) {
            // What was changed just now is staged within the flush interval.
            Await.until(
                    command.line(),
                    DEADLINE,
                    () -> missing(command, shell(command.line())).isEmpty());
        } else {
            assertPrinted(command, shell(command.line().replace("5432", Integer.toString(server.port()))));
            moveAdminPort();
        }
    }

    private static void assertPrinted(Tutorial.Command command, String printed) {
        assertThat(missing(command, printed))
                .as("$ " + command.line() + "\n" + printed)
                .isEmpty();
    }

    private static String missing(Tutorial.Command command, String printed) {
        return Tutorial.missing(command.output(), printed);
    }

    private static String query(EmbeddedServer server, String sql) throws SQLException {
        try (Connection connection = server.connect(DATABASE)) {
            return result(connection, sql);
        }
    }

    /** Rows as psql prints them, without header and alignment. */
    private static String result(Connection connection, String sql) throws SQLException {
        StringBuilder rows = new StringBuilder();
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet result = statement.getResultSet()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    for (int column = 1; column <= columns; column++) {
                        rows.append(column == 1 ? " " : " | ").append(result.getString(column));
                    }
                    rows.append('\n');
                }
            }
        }
        return rows.toString();
    }

    private String shell(String line) throws IOException, InterruptedException {
        Path output = directory.resolve(OUTPUT);
        Process process = start(line, output);
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as(line)
                .isTrue();
        return Files.readString(output);
    }

    private void runInBackground(Tutorial.Command command) throws IOException {
        Path output = directory.resolve("run.txt");
        String line = command.line().substring(0, command.line().length() - 2);
        gateway = start("exec " + line, output);
        Await.until(
                command.line(),
                DEADLINE,
                () -> missing(command, Files.readString(output)).isEmpty(),
                () -> text(output));
    }

    private void terminateGateway() throws InterruptedException {
        Process running = gateway;
        if (running == null) {
            throw new AssertionError("nothing runs in the background");
        }
        running.destroy();
        assertThat(running.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).isZero();
    }

    private Process start(String line, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line);
        builder.directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(variables);
        builder.environment().merge("PATH", directory.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private void installLauncher() throws IOException {
        Path launcher = Files.createDirectory(directory.resolve("bin")).resolve("headgate");
        Files.writeString(
                launcher,
                String.format(
                        Locale.ROOT,
                        "#!/bin/sh%nexec '%s' -Xmx256m -cp '%s' dev.headgate.gateway.GatewayMain \"$@\"%n",
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The page's port may be in use on this machine. */
    private void moveAdminPort() throws IOException {
        Path config = directory.resolve("headgate.yaml");
        String yaml = Files.readString(config);
        if (yaml.contains(":8480")) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Files.writeString(config, yaml.replace(":8480", ":" + socket.getLocalPort()));
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
