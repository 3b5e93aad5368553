package dev.headgate.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.admin.AdminServer;
import dev.headgate.gateway.admin.StatusSamples;
import dev.headgate.gateway.config.AdminConfig;
import dev.headgate.gateway.config.GatewayConfig;
import dev.headgate.gateway.config.SourceConfig;
import dev.headgate.gateway.daemon.GatewayRunner;
import dev.headgate.gateway.daemon.RunOptions;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import dev.headgate.gateway.metrics.GatewayMetrics;
import dev.headgate.gateway.status.SourceError;
import dev.headgate.gateway.status.SourceState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class HeadgateCommandTest {
    @TempDir
    Path directory;

    private final FakeDaemon daemon = new FakeDaemon();
    private final FakeTerminal terminal = new FakeTerminal();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path config = Path.of("");
    private Path staging = Path.of("");

    @BeforeEach
    void writeConfiguration() throws IOException {
        staging = Files.createDirectory(directory.resolve("staging"));
        config = directory.resolve("headgate.yaml");
        writeConfiguration(freePort());
    }

    private void writeConfiguration(int adminPort) throws IOException {
        Files.writeString(config, """
                version: 1
                connections: { main: { host: db, user: headgate } }
                sources: { shop: { connection: main, database: shop } }
                staging: { uri: "%s" }
                admin: { listen: "127.0.0.1:%d" }
                """.formatted(staging.toUri(), adminPort));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_command_explains_itself(String command) {
        String[] arguments = command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
        assertThat(execute(arguments)).isZero();
        assertThat(out.toString()).contains("Usage: headgate").contains("--verbose");
    }

    static Stream<String> commands() {
        CommandLine commandLine = HeadgateCommand.commandLine(new FakeDaemon(), new FakeTerminal());
        return Stream.concat(
                Stream.of(""), commandLine.getSubcommands().keySet().stream().filter(name -> !name.equals("help")));
    }

    @Test
    void completion_is_a_script_that_knows_the_commands() throws Exception {
        assertThat(execute("completion", "bash")).isZero();
        Path script = Files.writeString(directory.resolve("completion.sh"), out.toString());
        assertThat(out.toString()).contains("support-bundle", "--keep-staging", "cloud-sql");
        assertThat(new ProcessBuilder("bash", "-n", script.toString()).start().waitFor())
                .isZero();
        assertThat(execute("completion", "zsh")).isZero();
        assertThat(out.toString()).startsWith("autoload -U +X bashcompinit");
        assertThat(execute("completion", "fish")).isEqualTo(64);
    }

    @Test
    void the_manual_page_has_every_command_and_its_options() {
        assertThat(execute("man")).isZero();
        assertThat(out.toString())
                .startsWith(".TH HEADGATE 1")
                .contains(".SS headgate drop\\-slot", ".B \\-\\-orphans", ".B \\-\\-until\\-lsn LSN")
                .doesNotContain("${", "%n");
    }

    @Test
    void sql_prints_what_an_administrator_runs_and_needs_no_connection_for_it() {
        assertThat(execute("sql", "grants", "shop", "-c", config.toString())).isZero();
        assertThat(out.toString())
                .contains("CREATE ROLE \"headgate\" LOGIN", "ALTER ROLE \"headgate\" REPLICATION;")
                .contains("GRANT CONNECT ON DATABASE \"shop\" TO \"headgate\";");
        assertThat(execute("sql", "grants", "shop", "--flavor=aurora", "-c", config.toString()))
                .isZero();
        assertThat(out.toString()).contains("GRANT rds_replication TO \"headgate\";");
        assertThat(execute("sql", "slot", "shop", "-c", config.toString())).isZero();
        assertThat(out.toString())
                .endsWith("SELECT pg_create_logical_replication_slot('headgate_shop', 'pgoutput');\n");
        assertThat(execute("sql", "cleanup", "shop", "-c", config.toString())).isZero();
        assertThat(out.toString()).contains("DROP PUBLICATION IF EXISTS \"headgate_shop_inserts\";");
        assertThat(execute("sql", "everything", "shop", "-c", config.toString()))
                .isEqualTo(64);
        assertThat(execute("sql", "grants", "shop", "--flavor=heroku", "-c", config.toString()))
                .isEqualTo(64);
        assertThat(err.toString()).contains("'heroku' is none of plain, rds, aurora, cloud-sql, azure");
    }

    @Test
    void a_support_bundle_holds_what_can_be_had_and_no_secret() throws IOException {
        StagedSample.write(staging, "shop");
        Files.writeString(
                config,
                Files.readString(config).replace("host: db,", "host: \"127.0.0.1\", port: 1, password: geheim,"));
        Path bundle = directory.resolve("bundle.zip");

        assertThat(execute("support-bundle", "-c", config.toString(), "-o", bundle.toString()))
                .as(err.toString())
                .isZero();

        Map<String, String> files = unzipped(bundle);
        assertThat(files)
                .containsOnlyKeys(
                        "versions.txt", "configuration.yaml", "check.json", "status.json", "log-entries/shop.txt");
        assertThat(files.toString()).doesNotContain("geheim");
        assertThat(files.get("check.json")).contains("\"check\":\"connection\"", "HG-2002");
        assertThat(files.get("log-entries/shop.txt")).contains("_headgate/shop/log/00000000000000000001.json");
        assertThat(execute("support-bundle", "-c", config.toString(), "-o", bundle.toString()))
                .isEqualTo(64);
    }

    private static Map<String, String> unzipped(Path bundle) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(bundle))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    @Test
    void status_is_watched_until_the_person_has_seen_enough() throws IOException {
        StagedSample.write(staging, "shop");
        terminal.pauses = 2;

        assertThat(execute("status", "--watch", "-c", config.toString())).isZero();

        assertThat(out.toString().lines().filter(line -> line.startsWith("SOURCE  STATE")))
                .hasSize(3);
    }

    @Test
    void removing_a_source_says_what_is_lost_and_needs_its_name_or_yes() {
        assertThat(execute("remove", "-c", config.toString(), "shop")).isEqualTo(64);
        assertThat(out.toString()).isEqualTo("everything\n");
        assertThat(err.toString()).contains("Nothing was removed");
        terminal.answers.add("shop");
        assertThat(execute("remove", "-c", config.toString(), "shop")).isZero();
        assertThat(execute("remove", "-c", config.toString(), "shop", "--yes", "--keep-staging"))
                .isZero();
        assertThat(daemon.removed).containsExactly("shop", "shop without staging");
    }

    @Test
    void a_wrong_command_line_is_one_message_and_exit_code_64() {
        assertThat(execute("run", "--until-lsn", "17")).isEqualTo(64);
        assertThat(err.toString()).isEqualTo("""
                        Invalid value for option '--until-lsn': '17' is not an LSN; write it as in 16/B374D848
                        Try: headgate run --help
                        """);
    }

    @Test
    void run_hands_configuration_and_options_to_the_daemon_and_ends_with_its_exit_code() {
        daemon.exitCode = 81;

        assertThat(execute("run", "-c", config.toString(), "--until-lsn", "ffffffff/0000000a", "--wait"))
                .isEqualTo(81);

        assertThat(daemon.runs).containsExactly(new RunOptions(0xFFFF_FFFF_0000_000AL, false, false, true));
        assertThat(execute("run", "-c", config.toString(), "--until-caught-up", "--fail-fast"))
                .isEqualTo(81);
        assertThat(daemon.runs).last().isEqualTo(new RunOptions(null, true, true, false));
    }

    @Test
    void a_failure_is_its_report_and_its_exit_code_and_a_stack_only_when_asked_for() {
        daemon.failure = new GatewayException(
                ErrorCode.SLOT_LOST, "The server removed WAL", Map.of("source", "shop"), new IOException("cause"));

        assertThat(execute("run", "-c", config.toString())).isEqualTo(81);
        assertThat(err.toString())
                .startsWith("HG-3003 SLOT_LOST: The server removed WAL\n  source: shop\n  what to do: ")
                .doesNotContain("\tat ");

        assertThat(execute("run", "--verbose", "-c", config.toString())).isEqualTo(81);
        assertThat(err.toString()).contains("\tat dev.headgate", "Caused by: java.io.IOException");
    }

    @Test
    void a_bug_is_exit_code_70_and_its_text_is_not_shown() {
        daemon.failure = new IllegalStateException("Key (email)=(a@b.c)");

        assertThat(execute("run", "-c", config.toString())).isEqualTo(70);
        assertThat(err.toString())
                .startsWith("HG-9001 INTERNAL: Unexpected IllegalStateException; --verbose shows where\n")
                .doesNotContain("a@b.c");
    }

    @Test
    void validate_lists_all_problems_with_exit_code_78() throws IOException {
        assertThat(execute("validate", "-c", config.toString())).isZero();
        assertThat(out.toString()).endsWith("headgate.yaml: valid; sources: shop\n");

        Files.writeString(config, "version: 1\nstaging: { uri: file:///x, retentoin: 1d }\n");
        assertThat(execute("validate", "-c", config.toString())).isEqualTo(78);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.startsWith(config + ":"));

        assertThat(execute("validate", "--json", "-c", config.toString())).isEqualTo(78);
        assertThat(out.toString())
                .contains("\"valid\":false", "\"path\":\"staging.retentoin\"", "\"line\":2,\"column\":28");
        assertThat(execute("run", "-c", config.toString())).isEqualTo(78);
        assertThat(err.toString()).contains("staging.retentoin: is not a known key (did you mean retention?)");
        assertThat(daemon.runs).isEmpty();
    }

    @Test
    void init_with_flags_asks_nothing_and_writes_a_configuration_that_is_valid() throws IOException {
        Path yaml = directory.resolve("new.yaml");
        Path sql = directory.resolve("new.sql");
        Path password = Files.writeString(directory.resolve("password"), "geheim");

        int exitCode = execute(
                "init",
                "--config=" + yaml,
                "--sql=" + sql,
                "--host=db.internal",
                "--database=Shop \"1\"",
                "--staging=" + staging,
                "--include=sales.order_*",
                "--password-file=" + password);

        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(execute("validate", "-c", yaml.toString()))
                .as(err.toString())
                .isZero();
        assertThat(Files.readString(sql))
                .contains("GRANT CONNECT ON DATABASE \"Shop \"\"1\"\"\" TO \"headgate\";")
                .contains("(n.nspname LIKE 'sales' AND c.relname LIKE E'order\\\\_%')")
                .contains("'headgate_shop__1_', identified);")
                .contains("'headgate_shop__1_' || '_inserts', inserts_only);");
        assertThat(Files.readString(yaml)).doesNotContain("geheim");
    }

    @Test
    void import_lakeflow_writes_a_configuration_that_is_valid_and_overwrites_nothing() throws IOException {
        Path examples = Path.of("..", "docs", "lakeflow");
        Path yaml = directory.resolve("imported.yaml");
        Path password = Files.writeString(directory.resolve("password"), "geheim\n");
        String[] command = {
            "import-lakeflow",
            examples.resolve("connection.json").toString(),
            examples.resolve("gateway.json").toString(),
            examples.resolve("ingestion.json").toString(),
            "--output=" + yaml,
            "--password-file=" + password
        };

        assertThat(execute(command)).as(err.toString()).isZero();
        assertThat(err.toString())
                .contains("warning: gateway.json:12: a missing comma was put at the end of this line");
        assertThat(execute("validate", "-c", yaml.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("sources: mfg_paloalto, mfg_austin");
        assertThat(execute(command)).isEqualTo(64);
        assertThat(err.toString()).contains("not overwritten", "--output");
        assertThat(execute("import-lakeflow", "absent.json", "absent.yaml", "--output=" + directory.resolve("x")))
                .isEqualTo(64);
    }

    @Test
    void init_overwrites_nothing_and_says_what_is_missing_when_nobody_can_answer() throws IOException {
        String before = Files.readString(config);
        assertThat(execute(
                        "init",
                        "-c",
                        config.toString(),
                        "--sql=" + directory.resolve("x.sql"),
                        "--host=h",
                        "--database=d",
                        "--staging=s"))
                .isEqualTo(64);
        assertThat(err.toString()).contains("not overwritten", "file: " + config);
        assertThat(Files.readString(config)).isEqualTo(before);
        assertThat(directory.resolve("x.sql")).doesNotExist();

        assertThat(execute("init", "--host=h", "--staging=s")).isEqualTo(64);
        assertThat(err.toString()).contains("Missing --database");
        assertThat(execute("init", "--host=h", "--database=a\nb", "--staging=s"))
                .isEqualTo(64);
        assertThat(err.toString()).contains("Control characters in --database");
    }

    @Test
    void init_asks_a_person_for_what_the_flags_do_not_say() throws IOException {
        Path yaml = directory.resolve("asked.yaml");
        terminal.answers.addAll(List.of("db.internal", "shop", ""));

        assertThat(execute("init", "--config=" + yaml, "--sql=" + directory.resolve("asked.sql")))
                .isZero();

        assertThat(Files.readString(yaml))
                .contains("host: \"db.internal\"", "database: \"shop\"", "uri: \"file:///var/lib/headgate/staging\"");
        assertThat(terminal.questions).hasSize(3);
    }

    @Test
    void status_is_what_the_running_gateway_says_and_ends_with_the_code_of_a_halted_source() throws IOException {
        SourceError lost = new SourceError("SLOT_LOST", "HG-3003", "The slot is lost", "Drop it", 81);
        try (AdminServer server = AdminServer.start(
                new AdminConfig(true, "127.0.0.1", 0, List.of()),
                () -> StatusSamples.gateway(
                        StatusSamples.source("shop", SourceState.STREAMING, null),
                        StatusSamples.source("hr", SourceState.HALTED, lost)),
                new GatewayMetrics("1"))) {
            writeConfiguration(server.port());

            assertThat(execute("status", "-c", config.toString()))
                    .as(err.toString())
                    .isEqualTo(81);
            assertThat(out.toString()).isEqualTo("""
                            SOURCE  STATE      DURABLE LSN  LAG    RETAINED WAL  ENTRY  TRANSACTIONS  ROWS  LAST COMMIT
                            shop    streaming  0/400        512 B  1.3 KiB          17            42  1234  2026-11-20T10:01:00.500Z
                            hr      halted     0/400        512 B  1.3 KiB          17            42  1234  2026-11-20T10:01:00.500Z

                            hr: HG-3003 SLOT_LOST: The slot is lost
                              what to do: Drop it

                            SOURCE  TABLE          DESTINATION         INSERTS  UPDATES  DELETES  FILES  BYTES   LAST CHANGE
                            shop    public.orders  shop.public.orders       10       20       30      5  64 KiB  -
                            hr      public.orders  shop.public.orders       10       20       30      5  64 KiB  -
                            """);
            assertThat(execute("status", "--json", "-c", config.toString())).isEqualTo(81);
            assertThat(out.toString()).startsWith("{\"version\":\"1.2.3\"").contains("\"exit_code\":81");
        }
    }

    @Test
    void status_without_a_gateway_comes_from_the_commit_log() throws IOException {
        StagedSample.write(staging, "shop");

        assertThat(execute("status", "-c", config.toString()))
                .as(err.toString())
                .isZero();

        assertThat(err.toString()).contains("No gateway answers at 127.0.0.1:");
        assertThat(out.toString())
                .contains("shop    stopped  16/B374D848  -    -                 1             2     3  ")
                .contains("shop    public.orders  shop.public.orders        1        1        1      1");
    }

    @Test
    void a_damaged_commit_log_is_exit_code_82_with_its_remedy() throws IOException {
        StagedSample.write(staging, "shop");
        Path entry = staging.resolve("_headgate/shop/log/00000000000000000001.json");
        Files.writeString(entry, Files.readString(entry).replace("B374D848", "B374D849"));

        assertThat(execute("status", "-c", config.toString())).isEqualTo(82);
        assertThat(out.toString()).contains("halted", "HG-5001 LOG_CORRUPT", "what to do: Restore _headgate/shop/log/");
        assertThat(execute("inspect", "-c", config.toString(), "--source=shop")).isEqualTo(82);
        assertThat(err.toString()).startsWith("HG-5001 LOG_CORRUPT").contains("file: _headgate/shop/log/");
    }

    @Test
    void check_says_what_is_staged_and_reports_a_damaged_commit_log() throws IOException {
        Files.writeString(config, Files.readString(config).replace("host: db,", "host: \"127.0.0.1\", port: 1,"));
        StagedSample.write(staging, "shop");
        assertThat(execute("check", "-c", config.toString())).isEqualTo(2);
        assertThat(out.toString())
                .contains("  OK    commit_log                1 entries, 2 transactions staged")
                .contains("  FAIL  connection                HG-2002 The server does not accept connections");
        Path entry = staging.resolve("_headgate/shop/log/00000000000000000001.json");
        Files.writeString(entry, Files.readString(entry).replace("B374D848", "B374D849"));
        assertThat(execute("check", "-c", config.toString())).isEqualTo(2);
        assertThat(out.toString())
                .contains("  FAIL  commit_log                LogCorruptException at _headgate/shop/log/");
    }

    @Test
    void check_tries_the_notifications_when_it_is_asked_to() throws IOException {
        int nobody = freePort();
        Files.writeString(
                config,
                Files.readString(config).replace("host: db,", "host: \"127.0.0.1\", port: 1,")
                        + "notifications: { oncall: { type: slack, url: \"http://127.0.0.1:" + nobody
                        + "/hook\" } }\n");
        assertThat(execute("check", "-c", config.toString())).isEqualTo(2);
        assertThat(out.toString()).doesNotContain("oncall");
        assertThat(execute("check", "--notify", "-c", config.toString())).isEqualTo(2);
        assertThat(out.toString()).contains("  FAIL  notification              oncall: ");
    }

    @Test
    void inspect_shows_entries_and_files_of_a_source() throws IOException {
        Path file = StagedSample.write(staging, "shop");

        assertThat(execute("inspect", "-c", config.toString(), "--source=shop"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("entry 1  epoch 1  0/0 - 16/B374D848  transactions 2  commit ")
                .contains("rows 3 (c 1, u 1, d 1, r 0, t 0)")
                .contains("    " + staging.relativize(file) + "\n")
                .contains("  event slot_created {slot=headgate_shop}");

        assertThat(execute("inspect", "-c", config.toString(), "--source=shop", "--json"))
                .isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .asString()
                .startsWith("{\"version\":1,\"log_id\":")
                .contains("\"through_lsn\":\"16/B374D848\"");
    }

    @Test
    void inspect_shows_schema_and_first_rows_of_a_file() throws IOException {
        Path file = StagedSample.write(staging, "shop");

        assertThat(execute("inspect", "--rows=2", file.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains(": 3 rows, 1 row groups\n")
                .contains("columns\n  optional int64 id = 1\n  optional binary name (STRING) = 2\n")
                .contains("row 1\n  id: 1\n  name: Zoë\n  born: 1970-01-02\n")
                .contains("row 2\n  id: 2\n  name: null\n  born: null\n")
                .doesNotContain("row 3");
    }

    @Test
    void inspect_of_something_else_is_a_clear_error() {
        assertThat(execute("inspect", config.toString())).isEqualTo(74);
        assertThat(err.toString()).contains("not a Parquet file").doesNotContain("\tat ");
        assertThat(execute("inspect", "/nowhere.parquet")).isEqualTo(74);
        assertThat(execute("inspect")).isEqualTo(64);
        assertThat(execute("inspect", "-c", config.toString(), "--source=shp")).isEqualTo(64);
        assertThat(err.toString()).contains("There is no source shp; the configuration has: shop");
    }

    @Test
    void accepting_a_lineage_needs_the_name_of_the_source_or_yes() throws IOException {
        StagedSample.write(staging, "shop");
        assertThat(execute("accept-lineage", "-c", config.toString(), "shop")).isEqualTo(64);
        terminal.answers.add("shp");
        assertThat(execute("accept-lineage", "-c", config.toString(), "shop")).isEqualTo(64);
        assertThat(err.toString()).contains("Nothing was changed");
        assertThat(daemon.accepted).isEmpty();

        assertThat(execute("accept-lineage", "-c", config.toString(), "shop", "--yes"))
                .isZero();
        assertThat(out.toString())
                .contains("Source shop is staged up to 16/B374D848 (entry 1, epoch 1) of cluster 7000000000000000001")
                .endsWith("done\n");
        terminal.answers.add("shop");
        assertThat(execute("accept-lineage", "-c", config.toString(), "shop")).isZero();
        assertThat(daemon.accepted).containsExactly("shop", "shop");
    }

    /** Output and errors are those of this call alone. */
    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine commandLine = HeadgateCommand.commandLine(daemon, terminal);
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    /** A port on which nothing listens. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static final class FakeDaemon implements GatewayRunner {
        private final List<RunOptions> runs = new ArrayList<>();
        private final List<String> accepted = new ArrayList<>();
        private final List<String> removed = new ArrayList<>();
        private int exitCode;
        private @Nullable RuntimeException failure;

        @Override
        public int run(GatewayConfig config, RunOptions options) {
            runs.add(options);
            if (failure != null) {
                throw failure;
            }
            return exitCode;
        }

        @Override
        public List<String> acceptLineage(GatewayConfig config, SourceConfig source) {
            accepted.add(source.name());
            return List.of("done");
        }

        @Override
        public List<String> describeRemoval(GatewayConfig config, SourceConfig source, boolean keepStaging) {
            return List.of("everything");
        }

        @Override
        public List<String> remove(GatewayConfig config, SourceConfig source, boolean keepStaging) {
            removed.add(source.name() + (keepStaging ? " without staging" : ""));
            return List.of("done");
        }
    }

    private static final class FakeTerminal extends Terminal {
        private final Deque<String> answers = new ArrayDeque<>();
        private final List<String> questions = new ArrayList<>();
        private int pauses;

        @Override
        boolean pause(Duration time) {
            return pauses-- > 0;
        }

        @Override
        boolean isInteractive() {
            return false;
        }

        @Override
        @Nullable
        String ask(String question) {
            questions.add(question);
            return answers.poll();
        }
    }
}
