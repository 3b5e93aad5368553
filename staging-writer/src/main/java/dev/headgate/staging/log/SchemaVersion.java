package dev.headgate.staging.log;

import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.Objects;

/**
 * The columns and key that data files of one table carry under one version number. Written in the first entry that
 * needs it.
 *
 * @param table destination table
 * @param generation generation in which the version first appears, from 1
 * @param schemaVersion from 1, never reused within a table
 * @param schema columns and key
 */
public record SchemaVersion(TableName table, int generation, int schemaVersion, TableSchema schema) {
    public SchemaVersion {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(schema, "schema");
        if (generation < 1 || schemaVersion < 1) {
            throw new IllegalArgumentException(
                    table + ": generation " + generation + " and schema version " + schemaVersion + " count from 1");
        }
    }
}
