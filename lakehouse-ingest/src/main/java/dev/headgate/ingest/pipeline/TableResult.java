package dev.headgate.ingest.pipeline;

import dev.headgate.staging.schema.TableName;

/**
 * What one commit did to a table.
 *
 * @param table staged table
 * @param version version of the Delta table
 * @param upserted rows written
 * @param deleted rows that are gone, and not written anew
 * @param unmatched deletes of rows that the table never had
 * @param replaced whether the whole content was replaced
 * @param millis time it took
 */
public record TableResult(
        TableName table, long version, long upserted, long deleted, long unmatched, boolean replaced, long millis) {}
