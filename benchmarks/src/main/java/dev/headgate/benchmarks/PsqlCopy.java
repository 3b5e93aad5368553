package dev.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code COPY table TO STDOUT (FORMAT binary)} on one connection of psql, to {@code /dev/null}: nothing is decoded. */
record PsqlCopy(Link link) implements Contender {

    @Override
    public String name() {
        return "copy-" + link.id();
    }

    @Override
    public boolean takes(Workload workload) {
        return workload.readsTable();
    }

    @Override
    public void prepare(Drain drain) {}

    @Override
    public List<String> command(Drain drain) {
        PostgresServer server = drain.server();
        return List.of(
                server.program("psql"),
                "--no-psqlrc",
                "--host=" + link.host(server),
                "--port=" + server.port(),
                "--username=" + PostgresServer.USER,
                "--dbname=" + drain.backlog().database(),
                // Unlike COPY to psql's own output, this says how many rows there were.
                "--command=\\copy " + drain.backlog().workload().tables() + " TO '/dev/null' (FORMAT binary)");
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    @Override
    public Completion verify(Drain drain) throws IOException {
        String expected = String.format(Locale.ROOT, "COPY %d", drain.backlog().changes());
        if (!Files.readAllLines(drain.log()).contains(expected)) {
            throw new BenchmarkException(name() + " did not end with " + expected);
        }
        return Completion.WITHOUT_DETAILS;
    }
}
