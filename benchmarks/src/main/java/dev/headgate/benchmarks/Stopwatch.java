package dev.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs contenders and takes their numbers. A contender runs below {@code time(1)}, which prints what {@code wait4}
 * returns for it: exact to the end of the process and with its children, which reading {@code /proc/PID} is not.
 */
final class Stopwatch {

    private static final String TIME = "/usr/bin/time";

    private final PostgresServer server;
    private final Duration limit;
    private int runs;

    /** @param limit how long one run may take */
    Stopwatch(PostgresServer server, Duration limit) {
        if (!Files.isExecutable(Path.of(TIME))) {
            throw new BenchmarkException("no " + TIME + ": run benchmarks/install-tools");
        }
        this.server = server;
        this.limit = limit;
    }

    /**
     * Lets the contender drain a fresh copy of the master slot.
     *
     * @throws BenchmarkException if it fails or did not drain everything; its files then stay for inspection until the
     *     benchmark's directory is removed
     */
    Measurement measure(Backlog backlog, Contender contender, int round) throws IOException, SQLException {
        runs++;
        Path scratch = Files.createDirectory(server.directory().resolve("run-" + runs));
        Drain drain = new Drain(server, backlog, "run_" + runs, scratch);
        backlog.copySlot(server, drain.slot());
        try {
            Measurement measurement = measure(drain, contender, round);
            FileTree.delete(scratch);
            return measurement;
        } finally {
            backlog.dropSlot(server, drain.slot());
        }
    }

    private Measurement measure(Drain drain, Contender contender, int round) throws IOException, SQLException {
        contender.prepare(drain);
        Path usage = drain.scratch().resolve("usage");
        List<String> command = new ArrayList<>(List.of(TIME, "--format=%U %S %M", "--output=" + usage));
        command.addAll(contender.command(drain));
        Program program = new Program(drain.log(), contender.environment(), command);

        server.awaitNoSession();
        MachineCounters before = MachineCounters.read(server);
        double seconds = program.run(limit);
        MachineCounters after = MachineCounters.read(server);

        Completion completion = contender.verify(drain);
        String[] used = Files.readString(usage).strip().split(" ", -1);
        double cpuSeconds = Double.parseDouble(used[0]) + Double.parseDouble(used[1]);
        double serverSeconds = after.serverSeconds() - before.serverSeconds();
        double foreignSeconds = after.busySeconds()
                - before.busySeconds()
                - cpuSeconds
                - serverSeconds
                - (after.ownSeconds() - before.ownSeconds());
        return new Measurement(
                drain.backlog().workload(),
                contender.name(),
                round,
                drain.backlog().changes(),
                seconds,
                cpuSeconds,
                Long.parseLong(used[2]) * 1024,
                serverSeconds,
                after.tcpSegments() - before.tcpSegments(),
                Math.max(0, foreignSeconds),
                completion.steadyChangesPerSecond(),
                completion.stagedBytes());
    }
}
