package dev.headgate.staging.log;

import dev.headgate.staging.schema.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened besides row changes. Free-form, with the exception of the types named here: the log folds
 * those into {@link TableState}, and they carry {@value #CATALOG}, {@value #SCHEMA}, {@value #TABLE} and, except for
 * {@link #TABLE_REMOVED}, {@value #GENERATION}. Build them with the methods of this record.
 *
 * @param type what happened, lower case with underscores
 * @param attributes texts by name, kept in their order; the name {@code type} is taken. Never a secret, and never a row value but the keys
 *     between chunks
 */
public record LogEvent(String type, Map<String, String> attributes) {
    /** A generation of a table starts to load (the initial snapshot too); until it is finished the one before stays. */
    public static final String REFRESH_STARTED = "refresh_started";
    /** A generation is loaded: it is the table from here on. */
    public static final String REFRESH_FINISHED = "refresh_finished";
    /** A part of a loading generation is in the files of this entry and of those before. */
    public static final String CHUNK_FINISHED = "chunk_finished";
    /** What was not loaded yet of a generation can no longer be read at a later consistent point. */
    public static final String RESUME_UNSAFE = "resume_unsafe";
    /** A table left the source's selection; its files are no longer held for anyone new. */
    public static final String TABLE_REMOVED = "table_removed";
    /** For the writer: how the rows of a table lie at the source, see {@link TableState#storage}. */
    public static final String TABLE_STORAGE = "table_storage";
    /** For people: a table's shape is another one, {@link #WHAT} tells in which way. Changes nothing that is folded. */
    public static final String SCHEMA_CHANGED = "schema_changed";

    public static final String CATALOG = "catalog";
    public static final String SCHEMA = "schema";
    public static final String TABLE = "table";
    public static final String GENERATION = "generation";

    /** Where a generation, or a chunk of it, was read. */
    public static final String CONSISTENT_POINT = "consistent_point";
    /** Where a generation is whole. */
    public static final String READABLE_AT = "readable_at";
    /** How far a chunk reaches, see {@link LoadState#throughKey}. */
    public static final String THROUGH_KEY = "through_key";
    /** A hash of the physical tables with their columns that a chunk was read from; another one is another table. */
    public static final String LAYOUT = "layout";
    /** On {@link #REFRESH_STARTED}: the table's changes are left out until the next generation begins. */
    public static final String PAUSED = "paused";
    /** On {@link #REFRESH_STARTED}: the table was altered within this entry; the one before is the table as of the entry before. */
    public static final String ALTERED = "altered";
    /** How the rows of a table lie at the source, see {@link TableState#storage}. */
    public static final String STORAGE = "storage";
    /** What happened, for people. */
    public static final String WHAT = "what";
    /** Whether a chunk is the last one. */
    public static final String LAST = "last";

    static final String TYPE = "type";

    public LogEvent {
        Objects.requireNonNull(type, "type");
        if (attributes.containsKey(TYPE)) {
            throw new IllegalArgumentException("Event " + type + " has an attribute of the reserved name " + TYPE);
        }
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /**
     * A generation starts to load.
     *
     * @param details further attributes, may be empty
     */
    public static LogEvent refreshStarted(TableName table, int generation, Map<String, String> details) {
        return ofGeneration(REFRESH_STARTED, table, generation, details);
    }

    /**
     * A table stands still after an error: what comes of it is left out until the next generation begins.
     *
     * @param generation the next one, which is given up before anything of it is read
     */
    public static LogEvent tableErrored(TableName table, int generation, TableError error) {
        Map<String, String> details = error.attributes();
        details.put(PAUSED, "true");
        return refreshStarted(table, generation, details);
    }

    /**
     * A generation is loaded.
     *
     * @param details further attributes, may be empty
     */
    public static LogEvent refreshFinished(TableName table, int generation, Map<String, String> details) {
        return ofGeneration(REFRESH_FINISHED, table, generation, details);
    }

    /**
     * A chunk of a loading generation is read.
     *
     * @param consistentPoint of its rows, unsigned
     * @param throughKey see {@link LoadState#throughKey}
     * @param last nothing of the generation is left to be read
     * @param details further attributes, may be empty
     */
    public static LogEvent chunkFinished(
            TableName table,
            int generation,
            long consistentPoint,
            @Nullable String throughKey,
            boolean last,
            Map<String, String> details) {
        Map<String, String> attributes = new LinkedHashMap<>(details);
        attributes.put(CONSISTENT_POINT, LsnText.format(consistentPoint));
        if (throughKey != null) {
            attributes.put(THROUGH_KEY, throughKey);
        }
        attributes.put(LAST, Boolean.toString(last));
        return ofGeneration(CHUNK_FINISHED, table, generation, attributes);
    }

    /** The rest of a generation can no longer be read at a later consistent point. */
    public static LogEvent resumeUnsafe(TableName table, int generation) {
        return ofGeneration(RESUME_UNSAFE, table, generation, Map.of());
    }

    /**
     * A table has left the selection.
     *
     * @param details further attributes, may be empty
     */
    public static LogEvent tableRemoved(TableName table, Map<String, String> details) {
        return new LogEvent(TABLE_REMOVED, withTable(table, details));
    }

    /** The writer has seen how the rows of a table lie at the source. */
    public static LogEvent tableStorage(TableName table, String storage) {
        return new LogEvent(TABLE_STORAGE, withTable(table, Map.of(STORAGE, storage)));
    }

    /** A table's shape is another one. */
    public static LogEvent schemaChanged(TableName table, String what) {
        return new LogEvent(SCHEMA_CHANGED, withTable(table, Map.of(WHAT, what)));
    }

    /** @throws IllegalArgumentException the log could not fold this event: an attribute is missing or wrong */
    void requireFoldable() {
        switch (type) {
            case REFRESH_STARTED -> {
                tableName();
                generation();
                error();
            }
            case REFRESH_FINISHED, RESUME_UNSAFE -> {
                tableName();
                generation();
            }
            case CHUNK_FINISHED -> {
                tableName();
                generation();
                consistentPoint();
                last();
            }
            case TABLE_REMOVED -> tableName();
            case TABLE_STORAGE -> {
                tableName();
                attribute(STORAGE);
            }
            default -> {
                // Free-form.
            }
        }
    }

    /** The table that an event of a type named here is about. */
    public TableName tableName() {
        return new TableName(attribute(CATALOG), attribute(SCHEMA), attribute(TABLE));
    }

    int generation() {
        String text = attribute(GENERATION);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Event " + type + " has generation " + text, e);
        }
    }

    long consistentPoint() {
        String text = attribute(CONSISTENT_POINT);
        try {
            return LsnText.parse(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Event " + type + " has consistent point " + text, e);
        }
    }

    @Nullable
    String throughKey() {
        return attributes.get(THROUGH_KEY);
    }

    boolean paused() {
        return Boolean.parseBoolean(attributes.get(PAUSED));
    }

    @Nullable
    TableError error() {
        return TableError.of(attributes);
    }

    @Nullable
    String storage() {
        return attributes.get(STORAGE);
    }

    @Nullable
    String layout() {
        return attributes.get(LAYOUT);
    }

    boolean last() {
        return Boolean.parseBoolean(attribute(LAST));
    }

    private String attribute(String name) {
        String value = attributes.get(name);
        if (value == null) {
            throw new IllegalArgumentException("Event " + type + " has no attribute " + name);
        }
        return value;
    }

    private static LogEvent ofGeneration(String type, TableName table, int generation, Map<String, String> details) {
        Map<String, String> attributes = withTable(table, details);
        attributes.put(GENERATION, Integer.toString(generation));
        return new LogEvent(type, attributes);
    }

    private static Map<String, String> withTable(TableName table, Map<String, String> details) {
        Map<String, String> attributes = new LinkedHashMap<>(details);
        attributes.put(CATALOG, table.catalog());
        attributes.put(SCHEMA, table.schema());
        attributes.put(TABLE, table.table());
        return attributes;
    }
}
