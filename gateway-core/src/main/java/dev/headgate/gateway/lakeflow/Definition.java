package dev.headgate.gateway.lakeflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.headgate.gateway.error.ErrorCode;
import dev.headgate.gateway.error.GatewayException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One mapping of a definition, read key by key. What is not asked for has no counterpart, and {@link #close} says so. */
final class Definition {
    private final String file;
    private final String path;
    private final JsonNode node;
    private final List<String> notes;
    private final Set<String> asked = new LinkedHashSet<>();

    /** @param path keys from the top of the file, with a dot after each */
    private Definition(String file, String path, JsonNode node, List<String> notes) {
        this.file = file;
        this.path = path;
        this.node = node;
        this.notes = notes;
        if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
            throw refusal(file + ": " + path.replaceFirst("\\.$", "") + " must be a mapping of keys to values");
        }
    }

    static Definition of(String file, JsonNode root, List<String> notes) {
        return new Definition(file, "", root, notes);
    }

    static GatewayException refusal(String what) {
        return new GatewayException(ErrorCode.DEFINITION_INVALID, what, Map.of());
    }

    /** Whether there is a value. */
    boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** Null when it is absent or empty. */
    @Nullable
    String text(String key) {
        asked.add(key);
        JsonNode value = node.path(key);
        if (value.isContainerNode()) {
            throw refusal(key, "must be a single value");
        }
        return value.isMissingNode() || value.isNull() || value.asText().isBlank()
                ? null
                : value.asText().strip();
    }

    String text(String key, String fallback) {
        String text = text(key);
        return text == null ? fallback : text;
    }

    String required(String key) {
        String text = text(key);
        if (text == null) {
            throw refusal(key, "is required");
        }
        return text;
    }

    boolean isTrue(String key) {
        return "true".equals(text(key));
    }

    Definition section(String key) {
        asked.add(key);
        JsonNode value = node.path(key);
        return new Definition(file, path + key + ".", value.isNull() ? MissingNode.getInstance() : value, notes);
    }

    /** The items of a list of mappings; none when it is absent. */
    List<Definition> items(String key) {
        List<Definition> items = new ArrayList<>();
        for (JsonNode item : list(key)) {
            items.add(new Definition(file, path + key + "[" + items.size() + "].", item, notes));
        }
        return items;
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        list(key).forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private JsonNode list(String key) {
        asked.add(key);
        JsonNode value = node.path(key);
        if (!value.isArray() && !value.isMissingNode() && !value.isNull()) {
            throw refusal(key, "must be a list");
        }
        return value;
    }

    /** Says, if the key is there, why it has no counterpart. */
    void without(String key, String why) {
        asked.add(key);
        if (has(key)) {
            note(key, "has no counterpart: " + why);
        }
    }

    void note(String key, String what) {
        notes.add(file + ": " + path + key + " " + what);
    }

    GatewayException refusal(String key, String what) {
        return refusal(file + ": " + path + key + " " + what);
    }

    /** Says which keys nobody asked for. */
    void close() {
        node.fieldNames().forEachRemaining(key -> {
            if (!asked.contains(key) && has(key)) {
                note(key, "has no counterpart, and was left out");
            }
        });
    }
}
