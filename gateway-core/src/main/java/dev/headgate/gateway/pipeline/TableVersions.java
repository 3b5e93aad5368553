package dev.headgate.gateway.pipeline;

import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the schema versions of each destination table, on from what the commit log holds. A version that is numbered
 * here and never published is numbered again after a restart. One reader thread.
 */
final class TableVersions {
    private final LogState log;
    private final Map<TableName, TableVersion> current = new HashMap<>();
    private final Set<TableName> begun = new HashSet<>();

    TableVersions(LogState log) {
        this.log = log;
    }

    /** Whether nothing of the table was ever staged. */
    boolean isNew(TableName table) {
        TableState state = log.tables().get(table);
        return !begun.contains(table) && (state == null || state.generation() == 0);
    }

    /** The newest shape that rows of the table have; null before the first. */
    @Nullable
    TableSchema newest(TableName table) {
        TableVersion version = current.get(table);
        TableState state = log.tables().get(table);
        return version != null ? version.schema() : state == null ? null : state.schema();
    }

    /** The key that the table's rows were staged under last; empty when it has none, or nothing is staged. */
    List<String> keyOf(TableName table) {
        TableSchema schema = newest(table);
        return schema == null ? List.of() : schema.key();
    }

    /** The first version of the generation that is to be loaded: the next one, or the first of a new table. */
    TableVersion begin(TableName table, String sourceName, TableSchema schema, TableSchema fileSchema) {
        TableVersion present = versionOf(table, sourceName, schema, fileSchema);
        boolean first = isNew(table);
        begun.add(table);
        if (first) {
            return present;
        }
        TableVersion version = new TableVersion(
                table, sourceName, present.generation() + 1, present.schemaVersion() + 1, schema, fileSchema);
        current.put(table, version);
        return version;
    }

    /** The version with this schema: the current one if nothing differs, else the next. */
    TableVersion versionOf(TableName table, String sourceName, TableSchema schema, TableSchema fileSchema) {
        int generation = 1;
        int number = 1;
        TableVersion before = current.get(table);
        TableState state = log.tables().get(table);
        if (before != null) {
            generation = before.generation();
            number = before.schema().equals(schema) ? before.schemaVersion() : before.schemaVersion() + 1;
        } else if (state != null && state.generation() > 0) {
            // A table may be errored before it has a schema.
            generation = state.generation();
            number = schema.equals(state.schema()) ? state.schemaVersion() : state.schemaVersion() + 1;
        }
        TableVersion version = new TableVersion(table, sourceName, generation, number, schema, fileSchema);
        current.put(table, version);
        return version;
    }
}
