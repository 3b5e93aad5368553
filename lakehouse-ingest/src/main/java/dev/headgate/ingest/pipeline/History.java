package dev.headgate.ingest.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pipeline did, and what failed, one JSON object a line: {@code TARGET/_headgate/PIPELINE/history.jsonl}. For people: nothing is decided
 * by it, and it is not forced to disk. When it is large it begins anew, and the one before stays beside it.
 */
public final class History {
    private static final long MAX_BYTES = 8L << 20;
    private static final ObjectMapper JSON = new JsonMapper();

    private final Path file;
    private final Path older;

    public History(Path target, String pipeline) {
        Path directory = target.resolve(ProgressFile.directory(pipeline));
        this.file = directory.resolve("history.jsonl");
        this.older = directory.resolve("history.older.jsonl");
    }

    void add(BatchResult result) throws IOException {
        if (result.tables().isEmpty() && result.failures().isEmpty()) {
            return;
        }
        if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
            Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(
                file,
                JSON.writeValueAsString(encode(result)) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static ObjectNode encode(BatchResult result) {
        ObjectNode line = JSON.createObjectNode();
        line.put(
                "at", Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("source", result.source()).put("entry", result.lastEntry()).put("entries", result.entries());
        ArrayNode tables = line.putArray("tables");
        for (TableResult table : result.tables()) {
            tables.addObject()
                    .put("table", table.table().toString())
                    .put("version", table.version())
                    .put("upserted", table.upserted())
                    .put("deleted", table.deleted())
                    .put("unmatched", table.unmatched())
                    .put("replaced", table.replaced())
                    .put("millis", table.millis());
        }
        ArrayNode failures = line.putArray("failures");
        result.failures()
                .forEach((table, failure) -> failures.addObject()
                        .put("table", table.toString())
                        .put("code", failure.code().id())
                        .put("name", failure.code().name())
                        .put("what", failure.what()));
        return line;
    }

    /** The newest lines, oldest first. */
    public List<String> newest(int count) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path part : List.of(older, file)) {
            if (Files.exists(part)) {
                lines.addAll(Files.readAllLines(part));
            }
        }
        return List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
}
