package dev.headgate.staging.log;

import dev.headgate.staging.schema.TableName;
import java.util.Objects;

/**
 * One published data file, as a log entry names it. All its rows belong to one table, one generation and one schema
 * version.
 *
 * @param path relative to the staging root, {@code /}-separated, encoded
 * @param kind changes or snapshot rows
 * @param table destination table
 * @param generation from 1; a refresh starts the next one
 * @param schemaVersion from 1 within the table; described by a {@link SchemaVersion} in this entry or an earlier one
 * @param rows at least 1, equal to {@code ops.total()}
 * @param ops rows by operation
 * @param bytes size of the file
 * @param min position of the first row in order
 * @param max position of the last row in order
 * @param crc32c of the whole file
 */
public record DataFile(
        String path,
        FileKind kind,
        TableName table,
        int generation,
        int schemaVersion,
        long rows,
        OpCounts ops,
        long bytes,
        RowPosition min,
        RowPosition max,
        int crc32c) {
    public DataFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(table, "table");
        if (generation < 1 || schemaVersion < 1) {
            throw new IllegalArgumentException(
                    path + ": generation " + generation + " and schema version " + schemaVersion + " count from 1");
        }
        if (rows < 1 || rows != ops.total()) {
            throw new IllegalArgumentException(path + ": " + rows + " rows, but operations add up to " + ops.total());
        }
        if (bytes < 1) {
            throw new IllegalArgumentException(path + ": size " + bytes);
        }
        if (min.compareTo(max) > 0) {
            throw new IllegalArgumentException(path + ": the first position is after the last one");
        }
    }
}
