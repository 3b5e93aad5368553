package dev.headgate.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code benchmarks/run}. */
@Command(
        name = "benchmarks/run",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description =
                "Drains the same WAL with pg_recvlogical, Debezium and Headgate, reads the same table, and compares.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:every contender drained everything", "1:one or more did not", "64:wrong usage"})
final class BenchmarkCommand implements Callable<Integer> {

    private static final int USAGE = 64;

    @Option(
            names = "--changes",
            paramLabel = "N",
            description = "changes of every workload (default: 800,000 pgbench, 2,000,000 bulk and big, 200,000 wide,"
                    + " 6,000,000 rows snapshot)")
    private @Nullable Long changes;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--workloads",
            split = ",",
            paramLabel = "NAME",
            description = "pgbench, bulk, big, wide, snapshot (default: all)")
    private List<String> workloads = List.of();

    @Option(
            names = "--contenders",
            split = ",",
            paramLabel = "NAME",
            description = "recv-tcp-text, recv-tcp-binary, recv-unix-text, recv-unix-binary, debezium, headgate-tcp,"
                    + " headgate-unix; copy-tcp, copy-unix for snapshot (default: all)")
    private List<String> contenders = List.of();

    @Option(
            names = "--postgres-bin",
            paramLabel = "DIR",
            defaultValue = "/usr/lib/postgresql/15/bin",
            description = "programs of the PostgreSQL server (default: ${DEFAULT-VALUE})")
    private Path postgresBinaries = Path.of("");

    @Option(
            names = "--headgate",
            paramLabel = "FILE",
            defaultValue = "headgate",
            description = "the launcher that is measured (default: ./${DEFAULT-VALUE})")
    private Path headgate = Path.of("");

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            defaultValue = "${sys:java.io.tmpdir}",
            description = "where cluster and staged files are made and removed (default: ${DEFAULT-VALUE})")
    private Path directory = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "benchmarks/target/results",
            description = "where the results go (default: ${DEFAULT-VALUE})")
    private Path output = Path.of("");

    @Option(
            names = "--limit",
            paramLabel = "MINUTES",
            defaultValue = "15",
            description = "how long one run may take (default: ${DEFAULT-VALUE})")
    private long limitMinutes;

    @Option(names = "--help", usageHelp = true, description = "this text")
    @SuppressWarnings("UnusedVariable") // picocli prints the help; nobody here asks for it
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final PrintStream out;

    BenchmarkCommand(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        CommandLine commandLine = new CommandLine(new BenchmarkCommand(out));
        commandLine.setParameterExceptionHandler((failure, refused) -> {
            System.err.println(failure.getMessage());
            System.err.println("benchmarks/run --help lists the options.");
            return USAGE;
        });
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BenchmarkException) {
                System.err.println(failure.getMessage());
            } else {
                failure.printStackTrace();
            }
            return 1;
        });
        System.exit(commandLine.execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException {
        if (rounds < 1 || (changes != null && changes < 1)) {
            throw wrong("--rounds and --changes must be at least 1");
        }
        Instant startedAt = Instant.now();
        List<Workload> chosenWorkloads = chosenWorkloads();
        List<Contender> chosenContenders = chosenContenders();
        Path root = Files.createTempDirectory(
                directory,
                "headgate-benchmark-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        // The server's own user must be able to pass through.
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        try (Cleanup cleanup = Cleanup.of(root)) {
            PostgresServer server = cleanup.closing(PostgresServer.start(postgresBinaries, root));
            Machine machine = Machine.describe(startedAt, server.version());
            out.println(machine.markdown());
            Results results = new Benchmark(
                            server,
                            chosenWorkloads,
                            chosenContenders,
                            rounds,
                            changes,
                            Duration.ofMinutes(limitMinutes),
                            out)
                    .run();
            report(results, machine);
            return results.failures().isEmpty() ? 0 : 1;
        }
    }

    private void report(Results results, Machine machine) throws IOException {
        Files.createDirectories(output);
        String stamp = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(machine.startedAt());
        Path json = output.resolve(stamp + ".json");
        Path markdown = output.resolve(stamp + ".md");
        String text = new Report(results, machine).markdown();
        ResultsFile.write(json, results, machine);
        Files.writeString(markdown, text);
        out.println();
        out.println(text);
        out.println("Written to " + json + " and " + markdown);
    }

    private List<Workload> chosenWorkloads() {
        if (workloads.isEmpty()) {
            return List.of(Workload.values());
        }
        return workloads.stream()
                .map(id -> Arrays.stream(Workload.values())
                        .filter(workload -> workload.id().equals(id))
                        .findFirst()
                        .orElseThrow(() -> wrong("no workload is called " + id)))
                .toList();
    }

    private List<Contender> chosenContenders() {
        List<Contender> all = all(headgate.toAbsolutePath());
        List<Contender> chosen = contenders.isEmpty()
                ? all
                : contenders.stream()
                        .map(name -> all.stream()
                                .filter(contender -> contender.name().equals(name))
                                .findFirst()
                                .orElseThrow(() -> wrong("no contender is called " + name)))
                        .toList();
        if (chosen.stream().anyMatch(Headgate.class::isInstance) && !Files.isExecutable(headgate)) {
            throw wrong("no launcher at " + headgate.toAbsolutePath() + ": name it with --headgate, or leave out"
                    + " headgate-tcp and headgate-unix with --contenders");
        }
        return chosen;
    }

    /** Every contender, the slowest and the fastest not side by side. */
    static List<Contender> all(Path headgate) {
        return List.of(
                new PgRecvlogical(Link.UNIX, true),
                new Headgate(headgate, Link.UNIX),
                new PgRecvlogical(Link.TCP, true),
                new Headgate(headgate, Link.TCP),
                new Debezium(),
                new PgRecvlogical(Link.UNIX, false),
                new PgRecvlogical(Link.TCP, false),
                new PsqlCopy(Link.TCP),
                new PsqlCopy(Link.UNIX));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
