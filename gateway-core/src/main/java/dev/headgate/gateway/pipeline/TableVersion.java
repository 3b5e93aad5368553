package dev.headgate.gateway.pipeline;

import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;

/**
 * One schema version of one generation of a destination table: what all rows of a data file share.
 *
 * @param sourceName {@code schema.table} at the source, for people
 * @param schema the source's columns and key, as the commit log names them
 * @param fileSchema the columns of a data file: the source's and the metadata columns
 */
record TableVersion(
        TableName table,
        String sourceName,
        int generation,
        int schemaVersion,
        TableSchema schema,
        TableSchema fileSchema) {}
