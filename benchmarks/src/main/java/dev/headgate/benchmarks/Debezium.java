package dev.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debezium's embedded engine in a JVM of its own, as {@link DebeziumCounter}: it decodes, counts and keeps nothing. */
final class Debezium implements Contender {

    @Override
    public String name() {
        return "debezium";
    }

    @Override
    public boolean takes(Workload workload) {
        return true;
    }

    @Override
    public void prepare(Drain drain) {}

    @Override
    public List<String> command(Drain drain) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                DebeziumCounter.class.getName(),
                Integer.toString(drain.server().port()),
                drain.backlog().database(),
                drain.slot(),
                Long.toString(drain.backlog().changes()),
                drain.backlog().workload().readsTable() ? "initial_only" : "no_data");
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public Completion verify(Drain drain) throws IOException {
        List<String> reports = Files.readAllLines(drain.log()).stream()
                .filter(line -> line.startsWith(DebeziumCounter.REPORT))
                .toList();
        if (reports.isEmpty()) {
            throw new BenchmarkException("Debezium ended without a count");
        }
        String[] numbers =
                reports.get(0).substring(DebeziumCounter.REPORT.length()).split(" ", -1);
        long counted = Long.parseLong(numbers[0]);
        if (counted != drain.backlog().changes()) {
            throw new BenchmarkException("Debezium counted " + counted + " changes of "
                    + drain.backlog().changes());
        }
        double steady = Double.parseDouble(numbers[1]);
        return new Completion(steady > 0 ? steady : null, null);
    }
}
