package dev.headgate.gateway.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.headgate.gateway.status.GatewayEvent;
import dev.headgate.gateway.status.GatewayStatus;
import dev.headgate.gateway.status.ReloadResult;
import dev.headgate.gateway.status.SourceHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The status as JSON: the records' components in snake case, instants in ISO 8601, unknown values null. What a newer
 * gateway adds is ignored when read.
 */
public final class StatusJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new InstantDeserializer()))
            .build();

    private StatusJson() {}

    public static String write(GatewayStatus status) {
        return text(status);
    }

    /** {@code {"events": [...]}}, oldest first. */
    static String writeEvents(List<GatewayEvent> events) {
        return text(Map.of("events", events));
    }

    /** {@code {"sources": [{"source": ..., "points": [...]}]}}. */
    static String writeHistory(List<SourceHistory> history) {
        return text(Map.of("sources", history));
    }

    /** {@code {"loggers": {name: level}}}. */
    static String writeLevels(Map<String, String> levels) {
        return text(Map.of("loggers", levels));
    }

    /** {@code {"applied": [...], "needs_restart": [...], "problems": [...]}}. */
    static String writeReload(ReloadResult result) {
        return text(result);
    }

    private static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("The status cannot be written as JSON", e);
        }
    }

    /**
     * The status that {@link #write} gave, of this or another version.
     *
     * @throws IOException when the text is not a status
     */
    public static GatewayStatus read(String json) throws IOException {
        return read(json, GatewayStatus.class);
    }

    static <T> T read(String json, Class<T> type) throws JsonProcessingException {
        return MAPPER.readValue(json, type);
    }

    private static final class InstantDeserializer extends FromStringDeserializer<Instant> {
        private InstantDeserializer() {
            super(Instant.class);
        }

        @Override
        protected Instant _deserialize(String value, DeserializationContext context) {
            return Instant.parse(value);
        }
    }
}
