package dev.headgate.ingest.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.ingest.config.TableSelection;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.staging.log.LogPosition;
import dev.headgate.staging.log.LsnText;
import dev.headgate.staging.log.SchemaVersion;
import dev.headgate.staging.log.SchemaVersionJson;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.store.PathElement;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/**
 * How far a pipeline is with one source, and what the log has said about its tables up to there:
 * {@code TARGET/_headgate/PIPELINE/SOURCE.json}. It is written after the tables, and so never ahead of them: how far a table
 * is, only its own log knows. One thread.
 */
final class ProgressFile {
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new JsonMapper();

    private final StagingStore target;
    private final String path;

    ProgressFile(StagingStore target, String pipeline, String source) {
        this.target = target;
        this.path = directory(pipeline) + "/" + PathElement.encode(source) + ".json";
    }

    /** Where a pipeline keeps its own files, in the target. */
    static String directory(String pipeline) {
        return "_headgate/" + PathElement.encode(pipeline);
    }

    /** What was written last; a source of which nothing is known if nothing was. */
    TrackedSource read(TableSelection selection) throws IOException {
        byte[] content;
        try {
            content = target.read(path);
        } catch (NoSuchFileException e) {
            return new TrackedSource(selection);
        }
        try {
            return decode(JSON.readTree(content), selection);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IngestException(
                    IngestErrorCode.LOG_CORRUPT, "The pipeline's progress cannot be read", Map.of("file", path), e);
        }
    }

    /** Replaces it, durably. */
    void write(TrackedSource source) throws IOException {
        target.replace(path, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(encode(source)));
    }

    private static ObjectNode encode(TrackedSource source) throws JsonProcessingException {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", VERSION);
        LogPosition position = source.position();
        if (position != null) {
            root.put("log_id", position.logId()).put("entry", position.entry()).put("commit_id", position.commitId());
            root.put("epoch", source.epoch()).put("through_lsn", LsnText.format(source.throughLsn()));
        }
        root.put("metadata_prefix", source.metadataPrefix());
        ArrayNode tables = root.putArray("tables");
        for (TrackedTable table : source.tables()) {
            tables.add(encode(table));
        }
        return root;
    }

    private static ObjectNode encode(TrackedTable table) throws JsonProcessingException {
        ObjectNode node = JSON.createObjectNode();
        node.put("catalog", table.name().catalog())
                .put("schema", table.name().schema())
                .put("table", table.name().table())
                .put("committed_entry", table.committedEntry())
                .put("held_after", table.heldAfter())
                .put("started", table.started())
                .put("removed", table.removed())
                .put("left_out", table.leftOut());
        Standstill standstill = table.standstill();
        if (standstill != null) {
            node.set("standstill", StandstillJson.encode(standstill));
        }
        node.set("current", encode(table.current()));
        Generation loading = table.loading();
        if (loading != null) {
            node.set("loading", encode(loading));
        }
        ArrayNode schemas = node.putArray("schemas");
        for (var version : table.schemas().entrySet()) {
            SchemaVersion schema = new SchemaVersion(table.name(), 1, version.getKey(), version.getValue());
            schemas.add(JSON.readTree(SchemaVersionJson.write(schema)));
        }
        return node;
    }

    private static ObjectNode encode(Generation generation) {
        ObjectNode node = JSON.createObjectNode();
        node.put("number", generation.number()).put("first_entry", generation.firstEntry());
        Generation.Extent extent = generation.extent();
        if (extent != null) {
            node.put("epoch", extent.epoch())
                    .put("consistent_point", LsnText.format(extent.consistentPoint()))
                    .put("readable_at", LsnText.format(extent.readableAt()));
        }
        return node;
    }

    private TrackedSource decode(JsonNode root, TableSelection selection) {
        if (root.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("version " + root.path("version") + " is not known");
        }
        TrackedSource source = new TrackedSource(selection);
        source.restore(
                new LogPosition(text(root, "log_id"), number(root, "entry"), text(root, "commit_id")),
                root.path("epoch").asInt(),
                root.has("through_lsn") ? LsnText.parse(text(root, "through_lsn")) : 0,
                text(root, "metadata_prefix"));
        for (JsonNode node : root.path("tables")) {
            TrackedTable table =
                    source.table(new TableName(text(node, "catalog"), text(node, "schema"), text(node, "table")));
            table.restore(
                    generation(node.path("current")),
                    node.has("loading") ? generation(node.path("loading")) : null,
                    number(node, "held_after"),
                    number(node, "committed_entry"),
                    node.path("started").asBoolean());
            if (node.path("removed").asBoolean()) {
                table.remove();
            }
            if (node.path("left_out").asBoolean()) {
                table.leaveOut();
            }
            if (node.has("standstill")) {
                table.stand(StandstillJson.decode(node.path("standstill")));
            }
            for (JsonNode version : node.path("schemas")) {
                SchemaVersion schema = SchemaVersionJson.read(path, version.toString());
                table.schemas().put(schema.schemaVersion(), schema.schema());
            }
        }
        return source;
    }

    private static Generation generation(JsonNode node) {
        Generation begun = Generation.begun((int) number(node, "number"), number(node, "first_entry"));
        return node.has("readable_at")
                ? begun.finished(new Generation.Extent(
                        (int) number(node, "epoch"),
                        LsnText.parse(text(node, "consistent_point")),
                        LsnText.parse(text(node, "readable_at"))))
                : begun;
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException("field " + field + " is missing");
        }
        return node.path(field).textValue();
    }

    private static long number(JsonNode node, String field) {
        if (!node.path(field).isIntegralNumber()) {
            throw new IllegalArgumentException("field " + field + " is missing");
        }
        return node.path(field).longValue();
    }
}
