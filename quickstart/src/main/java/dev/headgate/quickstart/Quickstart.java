package dev.headgate.quickstart;

import dev.headgate.quickstart.oracle.ComparedTable;
import dev.headgate.quickstart.oracle.Lsn;
import dev.headgate.quickstart.oracle.OracleOptions;
import dev.headgate.quickstart.oracle.SourceComparison;
import dev.headgate.quickstart.oracle.StagedState;
import dev.headgate.quickstart.oracle.StagedStateException;
import dev.headgate.quickstart.oracle.TableComparison;
import dev.headgate.quickstart.postgres.EmbeddedServer;
import dev.headgate.quickstart.postgres.EmbeddedServerBuilder;
import dev.headgate.quickstart.postgres.FreePort;
import dev.headgate.quickstart.workload.WaterUtility;
import dev.headgate.quickstart.workload.Workload;
import dev.headgate.quickstart.workload.WorkloadCounts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run from an empty database to the proof:
 *
 * <pre>
 * server, schema, publication -> gateway -> workload ... -> workload stopped, last transaction
 *     -> staged files prove the last transaction durable -> gateway ends (SIGTERM) -> files judged and compared
 * </pre>
 *
 * <p>{@link #run} once, on one thread; {@link #stopWorkload} from any.
 */
final class Quickstart {

    static final String SOURCE = "quickstart";
    static final String DATABASE = "waterworks";

    private static final String SLOT = "headgate_quickstart";
    private static final String PASSWORD = "quickstart";
    private static final String MARKER = ".headgate-quickstart";
    private static final Duration GATEWAY_START = Duration.ofMinutes(1);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(20);
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final Duration GATEWAY_END = Duration.ofSeconds(40);
    private static final long SEED = 20_261_120;

    private final QuickstartOptions options;
    private final PrintStream out;
    private final ProgressLine progress;
    private final Path directory;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private final int adminPort;

    Quickstart(QuickstartOptions options, PrintStream out, boolean terminal) {
        this.options = options;
        this.out = out;
        this.progress = new ProgressLine(out, terminal);
        this.directory = options.directory().toAbsolutePath().normalize();
        this.adminPort = FreePort.find();
    }

    /** Ends the workload before its time; the rest of the run goes on. */
    void stopWorkload() {
        stopRequested.countDown();
    }

    /**
     * Runs everything and leaves the staged files.
     *
     * @return whether the staged files keep every promise and equal the source
     * @throws QuickstartException if the run cannot come that far
     */
    boolean run() throws IOException, SQLException, InterruptedException {
        prepareDirectory();
        out.println("PostgreSQL " + options.majorVersion() + " starts ...");
        try (EmbeddedServer server = server()) {
            createSource(server);
            Path config = writeConfig(server);
            out.println("PostgreSQL runs on port " + server.port() + ", database " + DATABASE + ".");
            GatewayProcess gateway = new GatewayProcess(options.launcher(), config, directory.resolve("gateway.log"));
            gateway.start();
            try {
                awaitStream(server, gateway);
                awaitAnswer();
                out.println("Headgate streams from slot " + SLOT + "; its status page is http://127.0.0.1:" + adminPort
                        + "/.");
                WorkloadCounts counts = runWorkload(server, gateway);
                out.println("The workload has ended: " + ProgressLine.grouped(counts.transactions())
                        + " transactions committed, " + ProgressLine.grouped(counts.rolledBack()) + " rolled back.");
                awaitDurable(server, gateway);
                endGateway(gateway);
                return judge(server);
            } finally {
                gateway.kill();
                if (options.keep()) {
                    server.stopFast(GATEWAY_END);
                }
            }
        }
    }

    private void prepareDirectory() throws IOException {
        Path marker = directory.resolve(MARKER);
        if (Files.exists(marker)) {
            deleteTree(directory);
        } else if (Files.isDirectory(directory)) {
            try (Stream<Path> content = Files.list(directory)) {
                if (content.findAny().isPresent()) {
                    throw new QuickstartException(directory
                            + " has files that are not from a quickstart; give another folder with --directory");
                }
            }
        }
        Files.createDirectories(directory);
        Files.createFile(marker);
    }

    private EmbeddedServer server() {
        EmbeddedServerBuilder builder = EmbeddedServer.builder()
                .majorVersion(options.majorVersion())
                .passwordAuthentication()
                .ownerStops();
        if (options.keep()) {
            builder.dataDirectory(directory.resolve("postgres"));
        }
        return builder.start();
    }

    private static void createSource(EmbeddedServer server) throws SQLException {
        server.createDatabase(DATABASE);
        try (Connection connection = server.connect(DATABASE)) {
            WaterUtility.create(connection);
        }
        String tables = WaterUtility.TABLES.stream()
                .map(table -> WaterUtility.SCHEMA + "." + table)
                .collect(Collectors.joining(", "));
        server.execute(
                DATABASE,
                "CREATE ROLE headgate LOGIN REPLICATION PASSWORD '" + PASSWORD + "'",
                "GRANT USAGE ON SCHEMA " + WaterUtility.SCHEMA + " TO headgate",
                "GRANT SELECT ON ALL TABLES IN SCHEMA " + WaterUtility.SCHEMA + " TO headgate",
                "CREATE PUBLICATION " + SLOT + " FOR TABLE " + tables);
    }

    private Path writeConfig(EmbeddedServer server) throws IOException {
        String yaml = String.format(
                Locale.ROOT,
                """
                # Written by headgate quickstart.
                version: 1
                connections:
                  %1$s: { host: %2$s, port: %3$d, user: headgate, password: "%4$s", tls: disable }
                sources:
                  %1$s:
                    connection: %1$s
                    database: %5$s
                    slot: %6$s
                    publication: %6$s
                    include: ["%7$s.*"]
                staging: { uri: "%8$s", flush: { max_age: 2s } }
                admin: { listen: "127.0.0.1:%9$d" }
                logging: { level: info, format: json }
                """,
                SOURCE,
                server.host(),
                server.port(),
                PASSWORD,
                DATABASE,
                SLOT,
                WaterUtility.SCHEMA,
                "file://" + staging().toUri().getRawPath(),
                adminPort);
        return Files.writeString(directory.resolve("headgate.yaml"), yaml);
    }

    private Path staging() {
        return directory.resolve("staging");
    }

    private void awaitStream(EmbeddedServer server, GatewayProcess gateway) throws IOException, InterruptedException {
        await(GATEWAY_START, () -> isStreaming(server) || !gateway.isAlive());
        if (!gateway.isAlive()) {
            throw gatewayEnded(gateway);
        }
        if (!isStreaming(server)) {
            throw new QuickstartException("the gateway did not open its stream within " + GATEWAY_START.toSeconds()
                    + " s; its log ends with:\n" + gateway.logTail());
        }
    }

    /** The first answer takes long, since both sides load code for it; without it there is only less to show. */
    private void awaitAnswer() throws InterruptedException {
        long deadline = System.nanoTime() + FIRST_ANSWER.toNanos();
        while (GatewayProgress.ask(http, adminPort, SOURCE) == null && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static boolean isStreaming(EmbeddedServer server) {
        return "t"
                .equals(server.queryValue(
                        DATABASE, "SELECT active FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'"));
    }

    private static QuickstartException gatewayEnded(GatewayProcess gateway) throws IOException {
        return new QuickstartException(
                "the gateway ended with code " + gateway.exitCode() + "; its log ends with:\n" + gateway.logTail());
    }

    private WorkloadCounts runWorkload(EmbeddedServer server, GatewayProcess gateway)
            throws IOException, InterruptedException {
        Duration duration = options.duration();
        out.println("The workload runs " + (duration == null ? "until Ctrl-C" : duration.toSeconds() + " s")
                + ": inserts, updates, key changes, deletes, documents of up to 60 kB, truncates, rollbacks.");
        long started = System.nanoTime();
        try (Workload workload = new Workload(
                () -> server.connect(DATABASE), options.writers(), options.transactionsPerSecond(), SEED)) {
            workload.start();
            while (!stopRequested.await(1, TimeUnit.SECONDS)) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - started);
                progress.show(line(elapsed, workload.counts()));
                if (duration != null && elapsed.compareTo(duration) >= 0) {
                    break;
                }
                if (!gateway.isAlive()) {
                    progress.end();
                    throw gatewayEnded(gateway);
                }
            }
            workload.stop();
            progress.end();
            return workload.counts();
        }
    }

    private String line(Duration elapsed, WorkloadCounts counts) throws InterruptedException {
        GatewayProgress staged = GatewayProgress.ask(http, adminPort, SOURCE);
        String gateway = staged == null
                ? "the gateway does not answer"
                : staged.state() + ": " + ProgressLine.grouped(staged.transactions()) + " transactions, "
                        + ProgressLine.grouped(staged.rows()) + " rows in " + staged.entries() + " log entries, "
                        + ProgressLine.bytes(staged.lagBytes()) + " behind";
        return String.format(
                Locale.ROOT,
                "%4d s  source: %s transactions | %s",
                elapsed.toSeconds(),
                ProgressLine.grouped(counts.transactions()),
                gateway);
    }

    /** Waits until the files, not the gateway, say that the end of the workload is durable. */
    private void awaitDurable(EmbeddedServer server, GatewayProcess gateway) throws IOException, InterruptedException {
        String stopped = server.walFlushLsn();
        // Its commit lies behind that position, so that the gateway need not wait for its idle interval to say so.
        server.execute(
                DATABASE,
                "INSERT INTO utility.gates VALUES ('weir', 0, 'the last transaction', now()) "
                        + "ON CONFLICT (name) DO UPDATE SET moved_at = now()");
        if (!gateway.isAlive()) {
            gateway.start();
        }
        out.println("Waiting until everything up to " + stopped + " is durable ...");
        long wanted = Lsn.parse(stopped);
        await(
                CATCH_UP,
                () -> Long.compareUnsigned(StagedState.durableLsn(staging(), SOURCE), wanted) > 0
                        || !gateway.isAlive());
        if (!gateway.isAlive()) {
            throw gatewayEnded(gateway);
        }
        long durable = StagedState.durableLsn(staging(), SOURCE);
        if (Long.compareUnsigned(durable, wanted) <= 0) {
            throw new QuickstartException("the gateway staged up to " + Lsn.format(durable) + " within "
                    + CATCH_UP.toSeconds() + " s, but not up to " + stopped + "; its log ends with:\n"
                    + gateway.logTail());
        }
    }

    private void endGateway(GatewayProcess gateway) throws IOException, InterruptedException {
        int code = gateway.terminate(GATEWAY_END);
        if (code != 0) {
            throw new QuickstartException(
                    "the gateway ended with code " + code + " after SIGTERM; its log ends with:\n" + gateway.logTail());
        }
        out.println("The gateway has ended.");
    }

    private boolean judge(EmbeddedServer server) throws SQLException {
        try (StagedState state = StagedState.read(staging(), SOURCE, OracleOptions.strict());
                Connection connection = server.connect(DATABASE)) {
            boolean promisesKept = report(state);
            List<ComparedTable> tables = WaterUtility.TABLES.stream()
                    .map(table -> ComparedTable.sameName(DATABASE, WaterUtility.SCHEMA, table))
                    .toList();
            List<TableComparison> comparisons = new SourceComparison(state).compare(connection, tables);
            out.println();
            out.println("Rebuilt from the staged files by DuckDB, beside the source:");
            for (TableComparison comparison : comparisons) {
                out.printf(
                        Locale.ROOT,
                        "  %-12s %,9d rows from %,9d changes  %s%n",
                        comparison.table().table(),
                        comparison.stagedRows(),
                        state.changes(comparison.table().staged()),
                        comparison.equal() ? "equal" : "DIFFERENT: " + String.join("; ", comparison.differences()));
            }
            tellWhere(state);
            return promisesKept && comparisons.stream().allMatch(TableComparison::equal);
        } catch (StagedStateException e) {
            throw new QuickstartException("the staged files cannot be read: " + e.getMessage(), e);
        }
    }

    private boolean report(StagedState state) {
        List<String> problems = state.problems();
        if (problems.isEmpty()) {
            out.println("The commit log is whole: " + state.lastEntry() + " entries, " + state.files()
                    + " files; no change is in them twice.");
            return true;
        }
        out.println("The staged files break promises:");
        problems.forEach(problem -> out.println("  " + problem));
        return false;
    }

    private void tellWhere(StagedState state) {
        String config = options.directory().resolve("headgate.yaml").toString();
        out.println();
        out.println("The staged files are in " + staging() + ". Look at them:");
        out.println("  ./headgate inspect --config " + config + " --source " + SOURCE);
        state.tables().stream()
                .filter(table -> table.table().equals("documents"))
                .findFirst()
                .ifPresent(
                        table -> out.println("  duckdb -c \"SELECT _cdc_op, id, title, revision, _cdc_unchanged FROM '"
                                + options.directory().resolve("staging") + "/" + table.catalog() + "/" + table.schema()
                                + "/"
                                + table.table() + "/g*/*.parquet' ORDER BY _cdc_commit_lsn, _cdc_ordinal LIMIT 20\""));
        if (options.keep()) {
            out.println("The PostgreSQL cluster is in " + directory.resolve("postgres") + ", stopped.");
        }
    }

    private void await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path :
                    paths.sorted((left, right) -> right.compareTo(left)).toList()) {
                Files.delete(path);
            }
        }
    }
}
