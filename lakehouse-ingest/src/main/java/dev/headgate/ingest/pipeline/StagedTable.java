package dev.headgate.ingest.pipeline;

import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.List;
import java.util.Map;

/**
 * What the present rows of a table are made of, as the log says up to an entry.
 *
 * @param source whose log
 * @param entry the table is as of this entry
 * @param staged name in the staging area
 * @param destination name at the destination
 * @param schema the newest, without columns that the pipeline leaves out
 * @param epoch rows below this epoch and consistent point are not part of the table, but those of {@code copied} parts
 * @param consistentPoint see {@code epoch}
 * @param parts the files
 * @param hasAbsentColumns whether changes leave out values that the row before them has
 * @param metadataPrefix of the columns that every data file has
 */
public record StagedTable(
        String source,
        long entry,
        TableName staged,
        TableName destination,
        TableSchema schema,
        int epoch,
        long consistentPoint,
        List<Part> parts,
        boolean hasAbsentColumns,
        String metadataPrefix) {
    /**
     * Files of one schema version.
     *
     * @param copied whether they hold what was copied
     * @param files paths below the staging root
     * @param columns for columns of {@link #schema}, what they are in these files; those that the files lack are not in it
     */
    public record Part(boolean copied, List<String> files, Map<String, Column> columns) {
        public Part {
            files = List.copyOf(files);
            columns = Map.copyOf(columns);
        }
    }

    public StagedTable {
        parts = List.copyOf(parts);
    }
}
