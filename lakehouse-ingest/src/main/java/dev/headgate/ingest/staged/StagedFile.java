package dev.headgate.ingest.staged;

import dev.headgate.staging.log.DataFile;
import dev.headgate.staging.schema.TableSchema;

/**
 * A data file that a log entry names, with what is needed to read it.
 *
 * @param entry number of the entry
 * @param file the file
 * @param schema of its schema version
 * @param metadataPrefix of the names of the columns that every data file has, such as {@code _cdc_}
 */
public record StagedFile(long entry, DataFile file, TableSchema schema, String metadataPrefix) {}
