package dev.headgate.ingest.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes files of a table that no version needs any more that a reader may have open. A file goes if the newest version does
 * not name it, no commit since the retention began has taken it out, and it is older than the retention itself. Only Parquet
 * files and deletion vectors that stand in the table's directory are touched.
 */
public final class Vacuum {
    /** Log entries are read if they are at least as new as the retention; clocks of files may differ from ours. */
    private static final Duration MARGIN = Duration.ofDays(1);

    private static final ObjectMapper JSON = new JsonMapper();

    private final Engine engine;
    private final Path directory;

    /**
     * What was done.
     *
     * @param files deleted
     * @param bytes they had
     */
    public record Result(int files, long bytes) {}

    public Vacuum(Engine engine, Path directory) {
        this.engine = engine;
        this.directory = directory;
    }

    /**
     * Deletes.
     *
     * @param cutoff when the retention began: what was taken out later stays
     */
    public Result run(Instant cutoff) throws IOException {
        DeltaSnapshot snapshot = DeltaSnapshot.load(engine, directory);
        if (snapshot == null) {
            return new Result(0, 0);
        }
        Set<String> needed = snapshot.fileNames();
        addTakenOutSince(cutoff, needed);
        int files = 0;
        long bytes = 0;
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "{*.parquet,deletion_vector_*.bin}")) {
            for (Path file : found) {
                boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(cutoff);
                if (old && !needed.contains(String.valueOf(file.getFileName()))) {
                    bytes += Files.size(file);
                    files++;
                    Files.delete(file);
                }
            }
        }
        return new Result(files, bytes);
    }

    private void addTakenOutSince(Instant cutoff, Set<String> needed) throws IOException {
        Path log = directory.resolve("_delta_log");
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(log, "*.json")) {
            for (Path entry : entries) {
                if (!Files.getLastModifiedTime(entry).toInstant().isBefore(cutoff.minus(MARGIN))) {
                    needed.addAll(takenOut(entry, cutoff));
                }
            }
        }
    }

    private Set<String> takenOut(Path entry, Instant cutoff) throws IOException {
        Set<String> names = new HashSet<>();
        try (BufferedReader lines = Files.newBufferedReader(entry)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode remove = JSON.readTree(line).path("remove");
                // Without a time the commit's stands, which is after the retention began.
                long at = remove.path("deletionTimestamp").asLong(Long.MAX_VALUE);
                if (!remove.isMissingNode() && at >= cutoff.toEpochMilli()) {
                    names.add(DeltaSnapshot.fileName(remove.path("path").asText()));
                    addVector(remove.path("deletionVector"), names);
                }
            }
        }
        return names;
    }

    private void addVector(JsonNode vector, Set<String> names) {
        if (vector.isObject()) {
            DeletionVectorDescriptor descriptor = new DeletionVectorDescriptor(
                    vector.path("storageType").asText(),
                    vector.path("pathOrInlineDv").asText(),
                    Optional.empty(),
                    vector.path("sizeInBytes").asInt(),
                    vector.path("cardinality").asLong());
            if (descriptor.isOnDisk()) {
                names.add(DeltaSnapshot.fileName(
                        descriptor.getAbsolutePath(directory.toUri().toString())));
            }
        }
    }
}
