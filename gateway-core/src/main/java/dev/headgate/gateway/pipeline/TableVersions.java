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
    TableVersion versionOf(TableName table, TableSchema schema) {
        TableVersion before = current.computeIfAbsent(table, this::fromLog);
        if (before.schemaVersion() > 0 && before.schema().equals(schema)) {
            return before;
        }
        TableVersion next = new TableVersion(table, before.generation(), before.schemaVersion() + 1, schema);
        current.put(table, next);
        return next;
    }

    private TableVersion fromLog(TableName table) {
        TableState state = log.tables().get(table);
        TableSchema schema = state == null ? null : state.schema();
        return state == null || schema == null
                ? new TableVersion(table, 1, 0, EMPTY)
                : new TableVersion(table, state.generation(), state.schemaVersion(), schema);
    }

    private static final TableSchema EMPTY = new TableSchema(java.util.List.of(), java.util.List.of());
}
