package dev.headgate.staging.log;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One object of a JSON file, read field by field. A missing field or a wrong type is a {@link LogCorruptException} that
 * names file and field. Fields that nobody asks for are ignored.
 */
final class JsonFields {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern HEX_32_BIT = Pattern.compile("[0-9a-f]{8}");

    private final String file;
    private final String place;
    private final JsonNode node;

    private JsonFields(String file, String place, JsonNode node) {
        this.file = file;
        this.place = place;
        this.node = node;
    }

    /**
     * The object that is the whole file, once the file has been found intact and of a known version.
     *
     * @param hashMarker the text before the file's {@link ContentHash}
     * @throws LogCorruptException not intact, or not a JSON object
     * @throws UnknownVersionException intact, of another version
     */
    static JsonFields ofFile(String file, byte[] content, String hashMarker, int knownVersion) {
        if (!ContentHash.isIntact(content, hashMarker)) {
            throw new LogCorruptException(file, "the content is not what was written: its hash does not match");
        }
        JsonFields fields = new JsonFields(file, "", parse(file, content));
        int version = fields.integer("version");
        if (version != knownVersion) {
            throw new UnknownVersionException(file, version, knownVersion);
        }
        return fields;
    }

    /**
     * An object that stands in a file of somebody else, who keeps it whole.
     *
     * @throws LogCorruptException not a JSON object
     */
    static JsonFields ofObject(String file, byte[] content) {
        return new JsonFields(file, "", parse(file, content));
    }

    private static JsonNode parse(String file, byte[] content) {
        JsonNode node;
        try {
            node = MAPPER.readTree(content);
        } catch (IOException e) {
            throw new LogCorruptException(file, "the content is not JSON", e);
        }
        if (node == null || !node.isObject()) {
            throw new LogCorruptException(file, "the content is not a JSON object");
        }
        return node;
    }

    boolean has(String field) {
        return node.has(field);
    }

    String text(String field) {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw wrong(field, "a string");
        }
        return value.textValue();
    }

    @Nullable
    String textOrNull(String field) {
        return isNull(field) ? null : text(field);
    }

    boolean bool(String field) {
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw wrong(field, "true or false");
        }
        return value.booleanValue();
    }

    int integer(String field) {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(field, "a 32-bit integer");
        }
        return value.intValue();
    }

    @Nullable
    Integer integerOrNull(String field) {
        return isNull(field) ? null : Integer.valueOf(integer(field));
    }

    long bigint(String field) {
        JsonNode value = required(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field, "a 64-bit integer");
        }
        return value.longValue();
    }

    long lsn(String field) {
        try {
            return LsnText.parse(text(field));
        } catch (NumberFormatException e) {
            throw wrong(field, "a log position such as 16/B374D848", e);
        }
    }

    int hex32(String field) {
        String digits = text(field);
        if (!HEX_32_BIT.matcher(digits).matches()) {
            throw wrong(field, "8 hexadecimal digits");
        }
        return Integer.parseUnsignedInt(digits, 16);
    }

    Instant instant(String field) {
        try {
            return Instant.parse(text(field));
        } catch (DateTimeException e) {
            throw wrong(field, "a time in UTC such as 2026-01-31T12:00:00Z", e);
        }
    }

    @Nullable
    Instant instantOrNull(String field) {
        return isNull(field) ? null : instant(field);
    }

    boolean isNull(String field) {
        return required(field).isNull();
    }

    JsonFields object(String field) {
        JsonNode value = required(field);
        if (!value.isObject()) {
            throw wrong(field, "an object");
        }
        return new JsonFields(file, place + field + ".", value);
    }

    <T> List<T> objects(String field, Function<JsonFields, T> decode) {
        List<T> decoded = new ArrayList<>();
        for (JsonNode element : elements(field)) {
            if (!element.isObject()) {
                throw wrong(field, "a list of objects");
            }
            decoded.add(decode.apply(new JsonFields(file, place + field + "[" + decoded.size() + "].", element)));
        }
        return decoded;
    }

    List<String> texts(String field) {
        List<String> decoded = new ArrayList<>();
        for (JsonNode element : elements(field)) {
            if (!element.isTextual()) {
                throw wrong(field, "a list of strings");
            }
            decoded.add(element.textValue());
        }
        return decoded;
    }

    /** All fields of this object but one, which must be strings. */
    void forEachTextExcept(String field, BiConsumer<String, String> action) {
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            String name = property.getKey();
            if (!name.equals(field)) {
                action.accept(name, text(name));
            }
        }
    }

    /** The field as it is: for the few that may be of several kinds. */
    JsonNode any(String field) {
        return required(field);
    }

    /** Runs a constructor that checks its arguments. */
    <T> T build(Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            throw new LogCorruptException(
                    file, "the values at " + (place.isEmpty() ? "the top" : place) + " contradict each other", e);
        }
    }

    LogCorruptException wrong(String field, String expected) {
        return wrong(field, expected, null);
    }

    private LogCorruptException wrong(String field, String expected, @Nullable Exception cause) {
        return new LogCorruptException(file, "field " + place + field + " is not " + expected, cause);
    }

    private JsonNode elements(String field) {
        JsonNode value = required(field);
        if (!value.isArray()) {
            throw wrong(field, "a list");
        }
        return value;
    }

    private JsonNode required(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            throw new LogCorruptException(file, "field " + place + field + " is missing");
        }
        return value;
    }
}
