package dev.headgate.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Every single measurement as JSON, for later comparison. */
final class ResultsFile {

    private ResultsFile() {}

    static void write(Path file, Results results, Machine machine) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        ObjectNode root = json.createObjectNode();
        root.putObject("machine")
                .put("started_at", machine.startedAt().toString())
                .put("processor", machine.processor())
                .put("cores", machine.cores())
                .put("memory_bytes", machine.memoryBytes())
                .put("kernel", machine.kernel())
                .put("java", machine.javaVersion())
                .put("postgres", machine.postgresVersion());
        ArrayNode runs = root.putArray("runs");
        for (Measurement run : results.measurements()) {
            runs.addObject()
                    .put("workload", run.workload().id())
                    .put("contender", run.contender())
                    .put("round", run.round())
                    .put("changes", run.changes())
                    .put("seconds", run.seconds())
                    .put("changes_per_second", run.changesPerSecond())
                    .put("steady_changes_per_second", run.steadyChangesPerSecond())
                    .put("cpu_seconds", run.cpuSeconds())
                    .put("cpu_seconds_per_million", run.cpuSecondsPerMillion())
                    .put("server_cpu_seconds", run.serverCpuSeconds())
                    .put("peak_rss_bytes", run.peakRssBytes())
                    .put("tcp_segments", run.tcpSegments())
                    .put("foreign_cpu_seconds", run.foreignCpuSeconds())
                    .put("foreign_share", run.foreignShare())
                    .put("staged_bytes", run.stagedBytes());
        }
        ArrayNode failures = root.putArray("failures");
        results.failures().forEach(failures::add);
        json.writeValue(file.toFile(), root);
    }
}
