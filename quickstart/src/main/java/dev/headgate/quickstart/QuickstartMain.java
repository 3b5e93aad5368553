package dev.headgate.quickstart;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code headgate quickstart}: see {@link Quickstart}. Exit code 0 if everything is equal, 1 if not. */
@Command(
        name = "headgate quickstart",
        description =
                "Starts a PostgreSQL of its own with a small water utility and a workload, runs the gateway beside it, "
                        + "and proves at the end that the staged files hold exactly what the source holds.",
        mixinStandardHelpOptions = false,
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class QuickstartMain implements Callable<Integer> {

    @Option(
            names = "--duration",
            converter = Seconds.class,
            description = "How long the workload runs, such as 30s or 5m. Default: until Ctrl-C.")
    private @Nullable Duration duration;

    @Option(names = "--rate", defaultValue = "200", description = "Transactions per second. Default: ${DEFAULT-VALUE}.")
    private double rate;

    @Option(names = "--writers", defaultValue = "3", description = "Connections that write. Default: ${DEFAULT-VALUE}.")
    private int writers;

    @Option(
            names = "--directory",
            defaultValue = "quickstart-data",
            description = "Gets configuration, log and staged files; files of an earlier quickstart in it are deleted. "
                    + "Default: ./${DEFAULT-VALUE}.")
    private Path directory = Path.of("quickstart-data");

    @Option(names = "--keep", description = "Keep the PostgreSQL cluster too, in the directory.")
    private boolean keep;

    @Option(
            names = "--postgres-version",
            defaultValue = "17",
            description = "13, 15, 17 or 18. Default: ${DEFAULT-VALUE}.")
    private int postgresVersion;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    /** Picocli makes the instances. */
    public QuickstartMain() {}

    /** Runs the quickstart and ends the process. */
    public static void main(String[] arguments) {
        int code = new CommandLine(new QuickstartMain())
                .setExitCodeExceptionMapper(failure -> 70)
                .execute(arguments);
        System.exit(code);
    }

    @Override
    public Integer call() throws Exception {
        if (rate <= 0 || writers < 1) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this), "--rate and --writers must be greater than 0");
        }
        Quickstart quickstart = new Quickstart(
                new QuickstartOptions(
                        directory, duration, rate, writers, postgresVersion, keep, GatewayProcess.launcher()),
                System.out,
                ProgressLine.onTerminal());
        CountDownLatch finished = new CountDownLatch(1);
        int[] code = {1};
        Thread interrupted = new Thread(
                () -> {
                    quickstart.stopWorkload();
                    awaitUninterruptibly(finished);
                    // The code of an interrupted process would be 130, whatever was found.
                    Runtime.getRuntime().halt(code[0]);
                },
                "ctrl-c");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            code[0] = quickstart.run() ? 0 : 1;
        } catch (QuickstartException e) {
            System.err.println("headgate quickstart: " + e.getMessage());
        } finally {
            finished.countDown();
        }
        Runtime.getRuntime().removeShutdownHook(interrupted);
        return code[0];
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A number with the unit s or m; without unit, seconds. */
    static final class Seconds implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("(\\d{1,6})(s|m)?");

        @Override
        public Duration convert(String value) {
            Matcher form = FORM.matcher(value);
            if (!form.matches()) {
                throw new TypeConversionException("'" + value + "' is no duration such as 30s or 5m");
            }
            long number = Long.parseLong(form.group(1));
            return "m".equals(form.group(2)) ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
        }
    }
}
