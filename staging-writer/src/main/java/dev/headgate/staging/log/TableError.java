package dev.headgate.staging.log;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a table stands still, as the entry says that sets it errored.
 *
 * @param code stable identifier of the error, such as {@code HG-6002}
 * @param name its name
 * @param what what happened, without row values
 * @param remedy what repairs the table
 * @param lsn the table is whole up to here, and has nothing after it; unsigned
 */
public record TableError(String code, String name, String what, String remedy, long lsn) {
    private static final String CODE = "error";
    private static final String NAME = "error_name";
    private static final String WHAT = "what";
    private static final String REMEDY = "remedy";
    private static final String LSN = "stands_at";

    public TableError {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(remedy, "remedy");
    }

    /** As attributes of an event, or of a table in a checkpoint. */
    Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(CODE, code);
        attributes.put(NAME, name);
        attributes.put(WHAT, what);
        attributes.put(REMEDY, remedy);
        attributes.put(LSN, LsnText.format(lsn));
        return attributes;
    }

    /**
     * What {@link #attributes} gave; null when these attributes are not of an error.
     *
     * @throws IllegalArgumentException they tell of an error, and not all of it
     */
    static @Nullable TableError of(Map<String, String> attributes) {
        if (!attributes.containsKey(CODE)) {
            return null;
        }
        try {
            return new TableError(
                    text(attributes, CODE),
                    text(attributes, NAME),
                    text(attributes, WHAT),
                    text(attributes, REMEDY),
                    LsnText.parse(text(attributes, LSN)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("An error of a table has an unreadable " + LSN, e);
        }
    }

    private static String text(Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null) {
            throw new IllegalArgumentException("An error of a table has no " + name);
        }
        return value;
    }
}
