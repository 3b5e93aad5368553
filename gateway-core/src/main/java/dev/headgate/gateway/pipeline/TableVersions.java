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
    TableVersion versionOf(TableName table, TableSchema schema, TableSchema fileSchema) {
        TableVersion before = current.get(table);
        TableVersion version = before == null
                ? firstVersion(table, schema, fileSchema)
                : next(before.generation(), before.schemaVersion(), before.schema(), table, schema, fileSchema);
        current.put(table, version);
        return version;
    }

    private TableVersion firstVersion(TableName table, TableSchema schema, TableSchema fileSchema) {
        TableState state = log.tables().get(table);
        TableSchema logged = state == null ? null : state.schema();
        return state == null || logged == null
                ? new TableVersion(table, 1, 1, schema, fileSchema)
                : next(state.generation(), state.schemaVersion(), logged, table, schema, fileSchema);
    }

    private static TableVersion next(
            int generation,
            int schemaVersion,
            TableSchema before,
            TableName table,
            TableSchema schema,
            TableSchema fileSchema) {
        int version = before.equals(schema) ? schemaVersion : schemaVersion + 1;
        return new TableVersion(table, generation, version, schema, fileSchema);
    }
}
