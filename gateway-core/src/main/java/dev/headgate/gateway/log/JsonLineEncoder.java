package dev.headgate.gateway.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.headgate.gateway.error.GatewayException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * One JSON object a line.
 *
 * <pre>
 * {"ts":"2026-11-20T10:00:00.123Z","level":"WARN","logger":"...","source":"shop","msg":"...", key-value pairs...,
 *  "error":{"type":"...","code":"HG-3002","name":"SLOT_MISSING","what":"...","remedy":"...","sqlstate":"...",
 *           "causes":[...],"stack":"..."}}
 * </pre>
 *
 * <p>{@code source} and other context come from the MDC, {@code event} and other fields from the event's key-value pairs.
 */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
    private static final byte[] NONE = {};

    private final JsonFactory json = new JsonFactory();
    private final boolean stacks;

    /** @param stacks whether every failure has its stack, or only unexpected ones */
    JsonLineEncoder(boolean stacks) {
        this.stacks = stacks;
    }

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("ts", event.getInstant().toString());
            out.writeStringField("level", event.getLevel().toString());
            out.writeStringField("logger", event.getLoggerName());
            for (Map.Entry<String, Object> field : fields(event).entrySet()) {
                out.writeFieldName(field.getKey());
                writeValue(out, field.getValue());
            }
            out.writeStringField("msg", event.getFormattedMessage());
            LogFailure failure = LogFailure.of(event);
            if (failure != null) {
                writeFailure(out, failure);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A log line could not be built in memory", e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** Context first; a field of the event itself wins. Names that the line has anyway are kept apart by a prefix. */
    private static Map<String, Object> fields(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>(event.getMDCPropertyMap());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                String name = String.valueOf(pair.key);
                boolean taken = switch (name) {
                    case "ts", "level", "logger", "msg", "error" -> true;
                    default -> false;
                };
                fields.put(taken ? "field_" + name : name, pair.value == null ? "null" : pair.value);
            }
        }
        return fields;
    }

    private static void writeValue(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            out.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else {
            out.writeString(value.toString());
        }
    }

    private void writeFailure(JsonGenerator out, LogFailure failure) throws IOException {
        out.writeObjectFieldStart("error");
        out.writeStringField("type", failure.type());
        GatewayException known = failure.gatewayException();
        if (known != null) {
            out.writeStringField("code", known.code().id());
            out.writeStringField("name", known.code().name());
            out.writeStringField("what", known.what());
            for (Map.Entry<String, String> fact : known.facts().entrySet()) {
                out.writeStringField("fact_" + fact.getKey(), fact.getValue());
            }
            out.writeStringField("remedy", known.remedy());
        }
        writeOptional(out, "sqlstate", failure.sqlState());
        if (!failure.causes().isEmpty()) {
            out.writeArrayFieldStart("causes");
            for (String cause : failure.causes()) {
                out.writeString(cause);
            }
            out.writeEndArray();
        }
        writeOptional(out, "stack", stacks || failure.isUnexpected() ? failure.stack() : null);
        out.writeEndObject();
    }

    private static void writeOptional(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }
}
