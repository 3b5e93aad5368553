package dev.headgate.gateway.pipeline;

import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.TableState;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    TableVersion versionOf(TableName table, TableSchema schema) {
        TableVersion before = current.get(table);
        if (before == null) {
            before = fromLog(table);
        }
        if (before != null && before.schema().equals(schema)) {
            current.put(table, before);
            return before;
        }
        TableVersion next = before == null
                ? new TableVersion(table, 1, 1, schema)
                : new TableVersion(table, before.generation(), before.schemaVersion() + 1, schema);
        current.put(table, next);
        return next;
    }

    private @Nullable TableVersion fromLog(TableName table) {
        TableState state = log.tables().get(table);
        TableSchema schema = state == null ? null : state.schema();
        return state == null || schema == null
                ? null
                : new TableVersion(table, state.generation(), state.schemaVersion(), schema);
    }
}
