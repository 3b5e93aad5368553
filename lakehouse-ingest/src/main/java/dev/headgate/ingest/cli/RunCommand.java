package dev.headgate.ingest.cli;

import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.pipeline.BatchResult;
import dev.headgate.ingest.pipeline.PipelineRun;
import dev.headgate.ingest.pipeline.TableFailure;
import dev.headgate.ingest.pipeline.TableResult;
import dev.headgate.staging.schema.TableName;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headgate ingest run}: applies what is staged, and what comes. */
@Command(
        name = "run",
        description = {
            "Applies staged changes to the pipeline's tables, in the foreground, and goes on with what comes.",
            "A table that fails stands still, and the others go on; --once ends with its exit code then.",
            "SIGTERM and Ctrl-C end it after the running commit, with exit code 0."
        })
final class RunCommand implements Callable<Integer> {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

    @Mixin
    private PipelineOption option = new PipelineOption();

    @Option(names = "--once", description = "End when everything that is staged has been applied.")
    private boolean once;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Override
    public Integer call() throws IOException, InterruptedException {
        PipelineConfig pipeline = option.load();
        PrintWriter out = spec.commandLine().getOut();
        Thread signal = new Thread(this::stopAndWait, "stop");
        Runtime.getRuntime().addShutdownHook(signal);
        try (PipelineRun run = PipelineRun.open(pipeline, option.staging(), Clock.systemUTC())) {
            boolean going = true;
            while (going) {
                boolean any = run.applyNext(result -> print(out, result));
                going = any ? stop.getCount() > 0 : !once && !stop.await(waitMillis(pipeline), TimeUnit.MILLISECONDS);
            }
            return once ? failed(pipeline, run.failures()) : 0;
        } finally {
            stopped.countDown();
        }
    }

    /** The exit code of a run that left tables behind. */
    private int failed(PipelineConfig pipeline, Map<TableName, TableFailure> failures) {
        PrintWriter err = spec.commandLine().getErr();
        failures.forEach((table, failure) ->
                err.println(table + " stands still: " + failure.code().id() + " " + failure.code() + ", "
                        + failure.what() + ". See: headgate ingest status " + pipeline.name()));
        err.flush();
        return failures.values().stream()
                .findFirst()
                .map(failure -> failure.code().exitCode())
                .orElse(0);
    }

    private static long waitMillis(PipelineConfig pipeline) {
        return Math.max(1, pipeline.interval().toMillis());
    }

    /** The process ends when this hook does: after the commit that is being made. */
    private void stopAndWait() {
        stop.countDown();
        try {
            if (!stopped.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                spec.commandLine().getErr().println("The running commit takes too long; it will be made again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(PrintWriter out, BatchResult result) {
        for (TableResult table : result.tables()) {
            out.println(Clock.systemUTC().instant() + " " + result.source() + " entry " + result.lastEntry() + ": "
                    + table.table() + " version " + table.version() + ", "
                    + (table.replaced() ? "replaced, " : "")
                    + table.upserted() + " upserted, " + table.deleted() + " deleted"
                    + (table.unmatched() > 0 ? ", " + table.unmatched() + " deletes of unknown rows" : "")
                    + ", " + table.millis() + " ms");
        }
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        result.failures().values().forEach(failure -> err.println(failure.report()));
        err.flush();
    }
}
