package dev.headgate.gateway.pipeline;

import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers the schema versions of each destination table, on from what the commit log holds. A version that is numbered
 * here and never published is numbered again after a restart. One reader thread.
 */
final class TableVersions {
    private final LogState log;
    private final Map<TableName, TableVersion> current = new HashMap<>();

    TableVersions(LogState log) {
        this.log = log;
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
        } else if (state != null && state.schema() != null) {
            generation = state.generation();
            number = schema.equals(state.schema()) ? state.schemaVersion() : state.schemaVersion() + 1;
        }
        TableVersion version = new TableVersion(table, sourceName, generation, number, schema, fileSchema);
        current.put(table, version);
        return version;
    }
}
