package dev.headgate.staging.log;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.ColumnType.Decimal;
import dev.headgate.staging.schema.ColumnType.ListOf;
import dev.headgate.staging.schema.ColumnType.MapOf;
import dev.headgate.staging.schema.ColumnType.Primitive;
import dev.headgate.staging.schema.ColumnType.StructField;
import dev.headgate.staging.schema.ColumnType.StructOf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Column types as JSON.
 *
 * <pre>
 *   "int64"                                                     no parameters: the name in lower case
 *   "decimal(12,2)"                                             precision, scale
 *   {"list": "string"}                                          element type
 *   {"struct": [{"name": "lower", "type": "date"}, ...]}        fields in order
 *   {"map": {"key": "string", "value": "string"}}
 * </pre>
 */
final class ColumnTypeJson {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\(([0-9]{1,2}),([0-9]{1,2})\\)");

    private ColumnTypeJson() {}

    static void write(JsonGenerator json, ColumnType type) throws IOException {
        if (type instanceof Primitive primitive) {
            json.writeString(primitive.name().toLowerCase(Locale.ROOT));
        } else if (type instanceof Decimal decimal) {
            json.writeString("decimal(" + decimal.precision() + "," + decimal.scale() + ")");
        } else if (type instanceof ListOf list) {
            json.writeStartObject();
            json.writeFieldName("list");
            write(json, list.element());
            json.writeEndObject();
        } else if (type instanceof MapOf map) {
            json.writeStartObject();
            json.writeObjectFieldStart("map");
            json.writeFieldName("key");
            write(json, map.key());
            json.writeFieldName("value");
            write(json, map.value());
            json.writeEndObject();
            json.writeEndObject();
        } else if (type instanceof StructOf struct) {
            writeStruct(json, struct);
        } else {
            throw new IllegalStateException("No JSON form for " + type);
        }
    }

    private static void writeStruct(JsonGenerator json, StructOf struct) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("struct");
        for (StructField field : struct.fields()) {
            json.writeStartObject();
            json.writeStringField("name", field.name());
            json.writeFieldName("type");
            write(json, field.type());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Reads the type in a field of an object. */
    static ColumnType read(JsonFields owner, String field) {
        JsonNode node = owner.any(field);
        if (node.isTextual()) {
            return ofName(owner, field, node.textValue());
        }
        JsonFields type = owner.object(field);
        if (node.has("list")) {
            return new ListOf(read(type, "list"));
        }
        if (node.has("map")) {
            JsonFields map = type.object("map");
            return new MapOf(read(map, "key"), read(map, "value"));
        }
        if (node.has("struct")) {
            List<StructField> fields = new ArrayList<>(type.objects(
                    "struct", f -> f.build(() -> new StructField(f.text("name"), read(f, "type")))));
            return type.build(() -> new StructOf(fields));
        }
        throw owner.wrong(field, "a column type");
    }

    private static ColumnType ofName(JsonFields owner, String field, String name) {
        for (Primitive primitive : Primitive.values()) {
            if (primitive.name().toLowerCase(Locale.ROOT).equals(name)) {
                return primitive;
            }
        }
        Matcher decimal = DECIMAL.matcher(name);
        if (!decimal.matches()) {
            throw owner.wrong(field, "a column type");
        }
        return owner.build(() -> new Decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2))));
    }
}
