package dev.headgate.staging.log;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint: the {@link LogState} up to one entry as JSON, with a {@link ContentHash} in the field {@code hash}. It
 * saves reading the entries before it and can be deleted as long as those are there.
 */
final class CheckpointJson {
    private static final int VERSION = 1;
    private static final String HASH_MARKER = "\"hash\": \"";

    private CheckpointJson() {}

    /** @param state of a log that has an entry */
    static byte[] encode(LogState state, String source) {
        LogPosition position = state.position();
        Lineage lineage = state.lineage();
        if (position == null || lineage == null) {
            throw new IllegalArgumentException("A log without entries has no checkpoint");
        }
        byte[] bytes = JsonLines.encode(json -> {
            json.writeNumberField("version", VERSION);
            json.writeStringField("hash", ContentHash.BLANK);
            json.writeStringField("source", source);
            json.writeStringField("log_id", position.logId());
            json.writeNumberField("entry", position.entry());
            json.writeStringField("commit_id", position.commitId());
            json.writeNumberField("epoch", state.epoch());
            json.writeFieldName("lineage");
            LogJson.writeLineage(json, lineage);
            json.writeStringField("through_lsn", LsnText.format(state.throughLsn()));
            json.writeNumberField("transactions", state.transactions());
            LogJson.writeInstant(json, "last_commit", state.lastCommit());
            json.writeArrayFieldStart("tables");
            for (TableState table : state.tables().values()) {
                writeTable(json, table);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("recent_events");
            for (LoggedEvent logged : state.recentEvents()) {
                writeEvent(json, logged);
            }
            json.writeEndArray();
        });
        ContentHash.seal(bytes, HASH_MARKER);
        return bytes;
    }

    /**
     * @throws LogCorruptException the bytes are not what {@link #encode} made for this source and entry
     * @throws UnknownVersionException they are of another version
     */
    static LogState decode(String path, byte[] bytes, String source, long entry) {
        JsonFields fields = JsonFields.ofFile(path, bytes, HASH_MARKER, VERSION);
        if (!fields.text("source").equals(source) || fields.bigint("entry") != entry) {
            throw new LogCorruptException(path, "it is the checkpoint of another source or entry");
        }
        Map<TableName, TableState> tables = new LinkedHashMap<>();
        for (TableState table : fields.objects("tables", CheckpointJson::readTable)) {
            tables.put(table.table(), table);
        }
        return new LogState(
                fields.text("log_id"),
                entry,
                fields.text("commit_id"),
                fields.integer("epoch"),
                LogJson.readLineage(fields.object("lineage")),
                fields.lsn("through_lsn"),
                fields.bigint("transactions"),
                fields.instantOrNull("last_commit"),
                tables,
                fields.objects("recent_events", CheckpointJson::readEvent));
    }

    private static void writeTable(JsonGenerator json, TableState table) throws IOException {
        json.writeStartObject();
        LogJson.writeTableName(json, table.table());
        json.writeNumberField("generation", table.generation());
        json.writeNumberField("readable_generation", table.readableGeneration());
        json.writeNumberField("readable_since", table.readableSince());
        json.writeBooleanField("removed", table.removed());
        LogJson.writeOps(json, "ops", table.rows());
        json.writeNumberField("files", table.files());
        json.writeNumberField("bytes", table.bytes());
        json.writeStringField("last_commit_lsn", LsnText.format(table.lastCommitLsn()));
        LogJson.writeInstant(json, "last_commit", table.lastCommit());
        LoadState load = table.load();
        if (load != null) {
            writeLoad(json, load);
        }
        String storage = table.storage();
        if (storage != null) {
            json.writeStringField("storage", storage);
        }
        json.writeNumberField("schema_version", table.schemaVersion());
        TableSchema schema = table.schema();
        if (schema != null) {
            LogJson.writeTableSchema(json, schema);
        }
        json.writeEndObject();
    }

    private static TableState readTable(JsonFields table) {
        int schemaVersion = table.integer("schema_version");
        return new TableState(
                LogJson.readTableName(table),
                table.integer("generation"),
                table.integer("readable_generation"),
                table.bigint("readable_since"),
                schemaVersion,
                schemaVersion == 0 ? null : LogJson.readTableSchema(table),
                LogJson.readOps(table, "ops"),
                table.bigint("files"),
                table.bigint("bytes"),
                table.lsn("last_commit_lsn"),
                table.instantOrNull("last_commit"),
                table.bool("removed"),
                table.has("load") ? readLoad(table.object("load")) : null,
                table.has("storage") ? table.text("storage") : null);
    }

    private static void writeLoad(JsonGenerator json, LoadState load) throws IOException {
        json.writeObjectFieldStart("load");
        json.writeNumberField("chunks", load.chunks());
        json.writeStringField("consistent_point", LsnText.format(load.consistentPoint()));
        json.writeStringField("highest_point", LsnText.format(load.highestPoint()));
        json.writeStringField("through_key", load.throughKey());
        json.writeStringField("layout", load.layout());
        json.writeBooleanField("complete", load.complete());
        json.writeBooleanField("paused", load.paused());
        json.writeBooleanField("resumable", load.resumable());
        TableError error = load.error();
        if (error != null) {
            json.writeObjectFieldStart("error");
            for (Map.Entry<String, String> attribute : error.attributes().entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static LoadState readLoad(JsonFields load) {
        return new LoadState(
                load.integer("chunks"),
                load.lsn("consistent_point"),
                load.lsn("highest_point"),
                load.textOrNull("through_key"),
                load.textOrNull("layout"),
                load.bool("complete"),
                load.bool("paused"),
                load.bool("resumable"),
                load.has("error") ? readError(load.object("error")) : null);
    }

    private static @Nullable TableError readError(JsonFields error) {
        Map<String, String> attributes = new LinkedHashMap<>();
        error.forEachTextExcept(LogEvent.TYPE, attributes::put);
        return error.build(() -> TableError.of(attributes));
    }

    private static void writeEvent(JsonGenerator json, LoggedEvent logged) throws IOException {
        json.writeStartObject();
        json.writeNumberField("entry", logged.entry());
        json.writeStringField("through_lsn", LsnText.format(logged.throughLsn()));
        json.writeFieldName("event");
        LogJson.writeEvent(json, logged.event());
        json.writeEndObject();
    }

    private static LoggedEvent readEvent(JsonFields logged) {
        return new LoggedEvent(
                logged.bigint("entry"), logged.lsn("through_lsn"), LogJson.readEvent(logged.object("event")));
    }
}
