package dev.headgate.staging.log;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;

/**
 * A log entry as JSON, UTF-8.
 *
 * <pre>
 *   {
 *     "version": 1,
 *     "log_id": "...",
 *     "entry": 2,
 *     "commit_id": "(hash of this file)-(random)",
 *     "previous": "(commit_id of entry 1)",
 *     "source": "...", "epoch": 1, "lineage": {...}, "from_lsn": "0/0", "through_lsn": "0/0", "transactions": 0,
 *     "committed_at": {"first": "...", "last": "..."} or null,
 *     "files": [...], "schemas": [...], "events": [...]
 *   }
 * </pre>
 *
 * Every field is always there. Unknown fields are ignored; a change that an old reader must not ignore raises the
 * version.
 */
final class LogEntryJson {
    private static final String HASH_MARKER = "\"commit_id\": \"";

    private LogEntryJson() {}

    /**
     * Encodes an entry and gives it its commit id.
     *
     * @param entry its commit id is ignored
     * @param random distinguishes this writer's entry from another's of the same content
     */
    static SealedEntry seal(LogEntry entry, String random) {
        byte[] bytes = JsonLines.encode(json -> write(json, entry, ContentHash.BLANK + "-" + random));
        String hash = ContentHash.seal(bytes, HASH_MARKER);
        return new SealedEntry(entry.withCommitId(hash + "-" + random), bytes);
    }

    /**
     * @param path named in errors
     * @throws LogCorruptException the bytes are not exactly what {@link #seal} made
     * @throws UnknownVersionException they are, but of another version
     */
    static LogEntry decode(String path, byte[] bytes) {
        JsonFields fields = JsonFields.ofFile(path, bytes, HASH_MARKER, LogEntry.VERSION);
        return fields.build(() -> read(fields));
    }

    private static void write(JsonGenerator json, LogEntry entry, String commitId) throws IOException {
        json.writeNumberField("version", entry.version());
        json.writeStringField("log_id", entry.logId());
        json.writeNumberField("entry", entry.entry());
        json.writeStringField("commit_id", commitId);
        json.writeStringField("previous", entry.previous());
        json.writeStringField("source", entry.source());
        json.writeNumberField("epoch", entry.epoch());
        json.writeFieldName("lineage");
        LogJson.writeLineage(json, entry.lineage());
        json.writeStringField("from_lsn", LsnText.format(entry.fromLsn()));
        json.writeStringField("through_lsn", LsnText.format(entry.throughLsn()));
        json.writeNumberField("transactions", entry.transactions());
        if (entry.firstCommit() == null) {
            json.writeNullField("committed_at");
        } else {
            json.writeObjectFieldStart("committed_at");
            LogJson.writeInstant(json, "first", entry.firstCommit());
            LogJson.writeInstant(json, "last", entry.lastCommit());
            json.writeEndObject();
        }
        json.writeArrayFieldStart("files");
        for (DataFile file : entry.files()) {
            LogJson.writeFile(json, file);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("schemas");
        for (SchemaVersion version : entry.schemas()) {
            LogJson.writeSchemaVersion(json, version);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("events");
        for (LogEvent event : entry.events()) {
            LogJson.writeEvent(json, event);
        }
        json.writeEndArray();
    }

    private static LogEntry read(JsonFields entry) {
        Instant firstCommit = null;
        Instant lastCommit = null;
        if (!entry.isNull("committed_at")) {
            firstCommit = entry.object("committed_at").instant("first");
            lastCommit = entry.object("committed_at").instant("last");
        }
        return new LogEntry(
                entry.integer("version"),
                entry.text("log_id"),
                entry.bigint("entry"),
                entry.text("commit_id"),
                entry.textOrNull("previous"),
                entry.text("source"),
                entry.integer("epoch"),
                LogJson.readLineage(entry.object("lineage")),
                entry.lsn("from_lsn"),
                entry.lsn("through_lsn"),
                entry.bigint("transactions"),
                firstCommit,
                lastCommit,
                entry.objects("files", LogJson::readFile),
                entry.objects("schemas", LogJson::readSchemaVersion),
                entry.objects("events", LogJson::readEvent));
    }
}
