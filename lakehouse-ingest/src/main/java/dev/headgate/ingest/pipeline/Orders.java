package dev.headgate.ingest.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.ingest.config.PipelineConfig;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * What operators have asked of a pipeline: {@code TARGET/_headgate/PIPELINE/orders.json}. Commands change it, and the process
 * that runs the pipeline reads it before each batch, so that neither waits for the other. Of two commands at the same moment
 * one may be lost; each prints what stands afterwards.
 *
 * @param paused nothing is applied
 * @param pausedTables nothing is applied to these, by {@code catalog.schema.table}
 * @param resumes how often a table was to go on, by the same name; {@value #ALL} for all
 */
public record Orders(boolean paused, Set<String> pausedTables, Map<String, Long> resumes) {
    private static final String ALL = "*";
    private static final ObjectMapper JSON = new JsonMapper();

    public Orders {
        pausedTables = Set.copyOf(pausedTables);
        resumes = Map.copyOf(resumes);
    }

    /**
     * Changes the orders of a pipeline.
     *
     * @param table which table they concern, by {@code catalog.schema.table}; empty for the whole pipeline
     * @return what stands now
     * @throws IngestException the log has not named that table yet
     */
    public static Orders change(PipelineConfig pipeline, String table, UnaryOperator<Orders> change)
            throws IOException {
        try (StagingStore target = new LocalStore(pipeline.target())) {
            Set<String> known = new TreeSet<>();
            for (String source : pipeline.sources()) {
                new ProgressFile(target, pipeline.name(), source)
                        .read(pipeline.selection())
                        .tables()
                        .forEach(tracked -> known.add(tracked.name().toString()));
            }
            if (!table.isEmpty() && !known.contains(table)) {
                throw new IngestException(
                        IngestErrorCode.USAGE,
                        "The pipeline has no table " + table + "; it has: " + String.join(", ", known),
                        Map.of("pipeline", pipeline.name()));
            }
            Orders changed = change.apply(read(target, pipeline.name()));
            changed.write(target, pipeline.name());
            return changed;
        }
    }

    /** What was asked last; nothing if nobody ever did. */
    static Orders read(StagingStore target, String pipeline) throws IOException {
        String path = path(pipeline);
        try {
            JsonNode root = JSON.readTree(target.read(path));
            Set<String> tables = new TreeSet<>();
            root.path("paused_tables").forEach(table -> tables.add(table.asText()));
            Map<String, Long> resumes = new TreeMap<>();
            root.path("resumes")
                    .properties()
                    .forEach(entry ->
                            resumes.put(entry.getKey(), entry.getValue().asLong()));
            return new Orders(root.path("paused").asBoolean(), tables, resumes);
        } catch (NoSuchFileException e) {
            return new Orders(false, Set.of(), Map.of());
        } catch (JsonProcessingException e) {
            throw new IngestException(
                    IngestErrorCode.LOG_CORRUPT, "The pipeline's orders cannot be read", Map.of("file", path), e);
        }
    }

    /** Replaces them, durably. */
    private void write(StagingStore target, String pipeline) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("paused", paused);
        new TreeSet<>(pausedTables).forEach(root.putArray("paused_tables")::add);
        ObjectNode counts = root.putObject("resumes");
        new TreeMap<>(resumes).forEach(counts::put);
        target.replace(path(pipeline), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    private static String path(String pipeline) {
        return ProgressFile.directory(pipeline) + "/orders.json";
    }

    /** The pipeline is to stand still. */
    public Orders pause() {
        return new Orders(true, pausedTables, resumes);
    }

    /** One table is to stand still. */
    public Orders pause(String table) {
        Set<String> tables = new TreeSet<>(pausedTables);
        tables.add(table);
        return new Orders(paused, tables, resumes);
    }

    /** Everything is to go on, tables that failed included. */
    public Orders resume() {
        return new Orders(false, Set.of(), counted(ALL));
    }

    /** One table is to go on. */
    public Orders resume(String table) {
        Set<String> tables = new TreeSet<>(pausedTables);
        tables.remove(table);
        return new Orders(paused, tables, counted(table));
    }

    private Map<String, Long> counted(String table) {
        Map<String, Long> counts = new TreeMap<>(resumes);
        counts.merge(table, 1L, Long::sum);
        return counts;
    }

    /** Whether a table is to stand still. */
    boolean pauses(TableName table) {
        return pausedTables.contains(table.toString());
    }

    /** How often a table was to go on. */
    long resumes(TableName table) {
        return resumes.getOrDefault(table.toString(), 0L) + resumes.getOrDefault(ALL, 0L);
    }
}
