package dev.headgate.staging.log;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON objects that entries and checkpoints have in common. Times are UTC; log positions are {@link LsnText}. */
final class LogJson {
    private LogJson() {}

    static void writeLineage(JsonGenerator json, Lineage lineage) throws IOException {
        json.writeStartObject();
        json.writeStringField("system_id", lineage.systemId());
        json.writeNumberField("timeline", lineage.timeline());
        json.writeStringField("database", lineage.database());
        json.writeStringField("slot", lineage.slot());
        json.writeStringField("publication", lineage.publication());
        json.writeEndObject();
    }

    static Lineage readLineage(JsonFields lineage) {
        return new Lineage(
                lineage.text("system_id"),
                lineage.integer("timeline"),
                lineage.text("database"),
                lineage.text("slot"),
                lineage.text("publication"));
    }

    static void writeFile(JsonGenerator json, DataFile file) throws IOException {
        json.writeStartObject();
        json.writeStringField("path", file.path());
        json.writeStringField("kind", file.kind().jsonName());
        writeTableName(json, file.table());
        json.writeNumberField("generation", file.generation());
        json.writeNumberField("schema_version", file.schemaVersion());
        json.writeNumberField("rows", file.rows());
        writeOps(json, "ops", file.ops());
        json.writeNumberField("bytes", file.bytes());
        writePosition(json, "min", file.min());
        writePosition(json, "max", file.max());
        json.writeStringField("crc32c", String.format(Locale.ROOT, "%08x", file.crc32c()));
        json.writeEndObject();
    }

    static DataFile readFile(JsonFields file) {
        FileKind kind = FileKind.ofJsonName(file.text("kind"));
        if (kind == null) {
            throw file.wrong("kind", "cdc or snapshot");
        }
        return file.build(() -> new DataFile(
                file.text("path"),
                kind,
                readTableName(file),
                file.integer("generation"),
                file.integer("schema_version"),
                file.bigint("rows"),
                readOps(file, "ops"),
                file.bigint("bytes"),
                readPosition(file, "min"),
                readPosition(file, "max"),
                file.hex32("crc32c")));
    }

    static void writeSchemaVersion(JsonGenerator json, SchemaVersion version) throws IOException {
        json.writeStartObject();
        writeTableName(json, version.table());
        json.writeNumberField("generation", version.generation());
        json.writeNumberField("schema_version", version.schemaVersion());
        writeTableSchema(json, version.schema());
        json.writeEndObject();
    }

    static SchemaVersion readSchemaVersion(JsonFields version) {
        return version.build(() -> new SchemaVersion(
                readTableName(version),
                version.integer("generation"),
                version.integer("schema_version"),
                readTableSchema(version)));
    }

    static void writeTableSchema(JsonGenerator json, TableSchema schema) throws IOException {
        json.writeArrayFieldStart("columns");
        for (Column column : schema.columns()) {
            json.writeStartObject();
            json.writeStringField("name", column.name());
            json.writeFieldName("type");
            ColumnTypeJson.write(json, column.type());
            json.writeBooleanField("required", column.required());
            Integer fieldId = column.fieldId();
            if (fieldId == null) {
                json.writeNullField("field_id");
            } else {
                json.writeNumberField("field_id", fieldId);
            }
            json.writeStringField("source_type", column.sourceType());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("key");
        for (String name : schema.key()) {
            json.writeString(name);
        }
        json.writeEndArray();
    }

    static TableSchema readTableSchema(JsonFields owner) {
        List<Column> columns = owner.objects(
                "columns",
                column -> column.build(() -> new Column(
                        column.text("name"),
                        ColumnTypeJson.read(column, "type"),
                        column.bool("required"),
                        column.integerOrNull("field_id"),
                        column.textOrNull("source_type"))));
        return owner.build(() -> new TableSchema(columns, owner.texts("key")));
    }

    static void writeEvent(JsonGenerator json, LogEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField(LogEvent.TYPE, event.type());
        for (Map.Entry<String, String> attribute : event.attributes().entrySet()) {
            json.writeStringField(attribute.getKey(), attribute.getValue());
        }
        json.writeEndObject();
    }

    static LogEvent readEvent(JsonFields event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        event.forEachTextExcept(LogEvent.TYPE, attributes::put);
        return new LogEvent(event.text(LogEvent.TYPE), attributes);
    }

    static void writeTableName(JsonGenerator json, TableName name) throws IOException {
        json.writeStringField("catalog", name.catalog());
        json.writeStringField("schema", name.schema());
        json.writeStringField("table", name.table());
    }

    static TableName readTableName(JsonFields owner) {
        return owner.build(() -> new TableName(owner.text("catalog"), owner.text("schema"), owner.text("table")));
    }

    static void writeOps(JsonGenerator json, String field, OpCounts ops) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeNumberField("c", ops.inserts());
        json.writeNumberField("u", ops.updates());
        json.writeNumberField("d", ops.deletes());
        json.writeNumberField("r", ops.snapshotRows());
        json.writeNumberField("t", ops.truncates());
        json.writeEndObject();
    }

    static OpCounts readOps(JsonFields owner, String field) {
        JsonFields ops = owner.object(field);
        return ops.build(() ->
                new OpCounts(ops.bigint("c"), ops.bigint("u"), ops.bigint("d"), ops.bigint("r"), ops.bigint("t")));
    }

    static void writeInstant(JsonGenerator json, String field, @Nullable Instant instant) throws IOException {
        json.writeStringField(field, instant == null ? null : instant.toString());
    }

    private static void writePosition(JsonGenerator json, String field, RowPosition position) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("commit_lsn", LsnText.format(position.commitLsn()));
        json.writeNumberField("ordinal", position.ordinal());
        json.writeEndObject();
    }

    private static RowPosition readPosition(JsonFields owner, String field) {
        JsonFields position = owner.object(field);
        return new RowPosition(position.lsn("commit_lsn"), position.bigint("ordinal"));
    }
}
