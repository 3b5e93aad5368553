package dev.headgate.gateway.pipeline;

import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;

/** One schema version of one generation of a destination table: what all rows of a data file share. */
record TableVersion(TableName table, int generation, int schemaVersion, TableSchema schema) {}
