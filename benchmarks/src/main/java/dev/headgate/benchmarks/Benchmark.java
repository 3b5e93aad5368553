package dev.headgate.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes one workload after the other and lets the contenders drain each of them, interleaved: every round runs every
 * contender once, and each round begins with another one, so that what the machine does besides meets all alike.
 *
 * @param changes how many changes each workload writes; null for its own default
 * @param progress gets a line for every run
 */
record Benchmark(
        PostgresServer server,
        List<Workload> workloads,
        List<Contender> contenders,
        int rounds,
        @Nullable Long changes,
        Duration limit,
        PrintStream progress) {

    /** Runs it. A contender that fails is a failure in the results; the others go on. */
    Results run() throws IOException, SQLException {
        Results results = new Results();
        Stopwatch stopwatch = new Stopwatch(server, limit);
        for (Workload workload : workloads) {
            List<Contender> able = contenders.stream()
                    .filter(contender -> contender.takes(workload))
                    .toList();
            if (able.isEmpty()) {
                continue;
            }
            long wanted = changes == null ? workload.defaultChanges() : changes;
            progress.printf(Locale.ROOT, "%s: writing %,d changes%n", workload.id(), wanted);
            Backlog backlog = Backlog.write(server, workload, wanted);
            for (int round = 1; round <= rounds; round++) {
                List<Contender> order = new ArrayList<>(able);
                Collections.rotate(order, 1 - round);
                for (Contender contender : order) {
                    measure(stopwatch, backlog, contender, round, results);
                }
            }
            backlog.discard(server);
        }
        return results;
    }

    private void measure(Stopwatch stopwatch, Backlog backlog, Contender contender, int round, Results results)
            throws IOException, SQLException {
        String run = backlog.workload().id() + " round " + round + " " + contender.name();
        try {
            Measurement measurement = stopwatch.measure(backlog, contender, round);
            results.add(measurement);
            progress.printf(
                    Locale.ROOT,
                    "%s: %,.0f changes/s, %.2f s, CPU %.2f s, server CPU %.2f s, foreign CPU %.0f %%%n",
                    run,
                    measurement.changesPerSecond(),
                    measurement.seconds(),
                    measurement.cpuSeconds(),
                    measurement.serverCpuSeconds(),
                    measurement.foreignShare() * 100);
        } catch (BenchmarkException e) {
            String what = e.getMessage() == null ? "failed" : e.getMessage();
            results.addFailure(run + ": " + what.lines().findFirst().orElse("failed"));
            progress.println(run + ": FAILED: " + what);
        }
    }
}
