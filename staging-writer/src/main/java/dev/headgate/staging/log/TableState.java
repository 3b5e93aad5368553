package dev.headgate.staging.log;

import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the log says about one table, up to an entry.
 *
 * @param table destination table
 * @param generation newest generation, from 1; it may still be loading
 * @param readableGeneration the generation that is the table; 0 until the first one is loaded
 * @param readableSince number of the entry that made it the table; 0 until the first one is loaded
 * @param schemaVersion newest version, 0 before the first
 * @param schema of that version; null before the first
 * @param rows totals over all files ever named
 * @param files number of files ever named
 * @param bytes of those files
 * @param lastCommitLsn highest commit LSN of a row, unsigned; 0 before the first file
 * @param lastCommit commit time of the last entry with changes of this table; null before
 * @param removed the table has left the source's selection
 * @param load how far the newest generation is loaded; null when it is not loading
 * @param storage how the rows lay at the source when the generation was read or the writer last looked, in its own words;
 *     null when it is not known
 */
public record TableState(
        TableName table,
        int generation,
        int readableGeneration,
        long readableSince,
        int schemaVersion,
        @Nullable TableSchema schema,
        OpCounts rows,
        long files,
        long bytes,
        long lastCommitLsn,
        @Nullable Instant lastCommit,
        boolean removed,
        @Nullable LoadState load,
        @Nullable String storage) {
    public TableState {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(rows, "rows");
    }

    static TableState unknown(TableName table) {
        return new TableState(table, 0, 0, 0, 0, null, OpCounts.ZERO, 0, 0, 0, null, false, null, null);
    }

    TableState withGeneration(int newest, LoadState begun) {
        if (newest <= generation) {
            return this;
        }
        return new TableState(
                table,
                newest,
                readableGeneration,
                readableSince,
                schemaVersion,
                schema,
                rows,
                files,
                bytes,
                lastCommitLsn,
                lastCommit,
                false,
                begun,
                null);
    }

    TableState withReadable(int loaded, long entry, @Nullable String readStorage) {
        if (loaded <= readableGeneration) {
            return this;
        }
        return new TableState(
                table,
                Math.max(generation, loaded),
                loaded,
                entry,
                schemaVersion,
                schema,
                rows,
                files,
                bytes,
                lastCommitLsn,
                lastCommit,
                false,
                null,
                readStorage);
    }

    TableState withLoad(LoadState progress) {
        return new TableState(
                table,
                generation,
                readableGeneration,
                readableSince,
                schemaVersion,
                schema,
                rows,
                files,
                bytes,
                lastCommitLsn,
                lastCommit,
                removed,
                progress,
                storage);
    }

    TableState withRemoved() {
        return new TableState(
                table,
                generation,
                readableGeneration,
                readableSince,
                schemaVersion,
                schema,
                rows,
                files,
                bytes,
                lastCommitLsn,
                lastCommit,
                true,
                load,
                storage);
    }

    TableState withStorage(String seen) {
        return new TableState(
                table,
                generation,
                readableGeneration,
                readableSince,
                schemaVersion,
                schema,
                rows,
                files,
                bytes,
                lastCommitLsn,
                lastCommit,
                removed,
                load,
                seen);
    }

    TableState withSchema(int newestVersion, TableSchema newestSchema) {
        return new TableState(
                table,
                generation,
                readableGeneration,
                readableSince,
                newestVersion,
                newestSchema,
                rows,
                files,
                bytes,
                lastCommitLsn,
                lastCommit,
                false,
                load,
                storage);
    }

    TableState withFile(DataFile file, @Nullable Instant committedAt) {
        long lsn = file.max().commitLsn();
        return new TableState(
                table,
                generation,
                readableGeneration,
                readableSince,
                schemaVersion,
                schema,
                rows.plus(file.ops()),
                files + 1,
                bytes + file.bytes(),
                Long.compareUnsigned(lsn, lastCommitLsn) > 0 ? lsn : lastCommitLsn,
                file.kind() == FileKind.CDC && committedAt != null ? committedAt : lastCommit,
                removed,
                load,
                storage);
    }

    /** Whether the newest generation is not the table yet. */
    public boolean loading() {
        return generation > readableGeneration;
    }
}
