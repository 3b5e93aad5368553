package dev.headgate.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Headgate staging durable zstd Parquet files and acknowledging them, with a heap of 256 MB. */
record Headgate(Path launcher, Link link) implements Contender {

    private static final String SOURCE = "benchmark";

    private static final String CONFIG = """
            version: 1
            connections:
              server:
                host: 127.0.0.1
                port: %d
                user: %s
                tls: disable
            %ssources:
              %s:
                connection: server
                database: %s
                slot: %s
                publication: %s
                create_slot: false
                publication_mode: adopt
                snapshot: { mode: %s, parallelism: 1 }
            staging:
              uri: "%s"
              compression: zstd
            admin:
              enabled: false
            logging:
              level: info
              format: text
            """;

    @Override
    public String name() {
        return "headgate-" + link.id();
    }

    @Override
    public boolean takes(Workload workload) {
        return true;
    }

    @Override
    public void prepare(Drain drain) throws IOException {
        Files.writeString(configFile(drain), config(drain));
    }

    private String config(Drain drain) {
        PostgresServer server = drain.server();
        String socket = switch (link) {
            case TCP -> "";
            case UNIX -> "    unix_socket: " + server.socketDirectory() + "\n";
        };
        return CONFIG.formatted(
                server.port(),
                PostgresServer.USER,
                socket,
                SOURCE,
                drain.backlog().database(),
                drain.slot(),
                Workload.PUBLICATION,
                drain.backlog().workload().readsTable() ? "initial" : "never",
                staging(drain).toUri());
    }

    @Override
    public List<String> command(Drain drain) {
        return List.of(
                launcher.toString(),
                "run",
                "--config",
                configFile(drain).toString(),
                "--until-lsn",
                drain.backlog().endLsn());
    }

    /** The heap: {@code java} itself reads this variable, whatever launcher starts it. */
    @Override
    public Map<String, String> environment() {
        return Map.of("JDK_JAVA_OPTIONS", "-Xmx256m");
    }

    /** The commit log names exactly the rows of the backlog, and all of it is acknowledged. */
    @Override
    public Completion verify(Drain drain) throws IOException, SQLException {
        long rows = 0;
        long bytes = 0;
        ObjectMapper json = new ObjectMapper();
        Path log = staging(drain).resolve("_headgate").resolve(SOURCE).resolve("log");
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(log, "[0-9]*.json")) {
            for (Path entry : entries) {
                if (entry.getFileName().toString().endsWith(".checkpoint.json")) {
                    continue;
                }
                for (JsonNode file : json.readTree(entry.toFile()).path("files")) {
                    rows += file.path("rows").asLong();
                    bytes += file.path("bytes").asLong();
                }
            }
        }
        if (rows != drain.backlog().changes()) {
            throw new BenchmarkException(
                    name() + " staged " + rows + " rows of " + drain.backlog().changes());
        }
        if (!drain.backlog().isAcknowledged(drain.server(), drain.slot())) {
            throw new BenchmarkException(
                    name() + " ended without acknowledging " + drain.backlog().endLsn());
        }
        return new Completion(null, bytes);
    }

    private static Path configFile(Drain drain) {
        return drain.scratch().resolve("headgate.yaml");
    }

    private static Path staging(Drain drain) {
        return drain.scratch().resolve("staging");
    }
}
