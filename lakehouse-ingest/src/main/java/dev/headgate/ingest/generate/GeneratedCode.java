package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import dev.headgate.staging.schema.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Code that makes tables of the staged files, as of the entries that the log has now. */
public final class GeneratedCode {
    private GeneratedCode() {}

    /**
     * The code for all tables of a pipeline. A table that the engine cannot take stands there as a comment that says why.
     *
     * @param root URL of the staging root as the engine reaches it, without a slash at its end
     */
    public static String of(Engine engine, String pipeline, List<StagedTable> tables, String root) {
        TableCode code = switch (engine) {
            case DUCKDB -> new DuckDbCode(root);
            case SPARK -> new SparkCode(root);
            case DATABRICKS -> new DatabricksCode(root);
            case SNOWFLAKE -> new SnowflakeCode(root);
            case BIGQUERY -> new BigQueryCode(root);
        };
        List<String> parts = new ArrayList<>();
        List<String> header = new ArrayList<>();
        header.add("Made by: headgate generate " + engine.name().toLowerCase(Locale.ROOT) + " " + pipeline);
        header.addAll(code.header());
        parts.add(comment(code, header) + code.preamble());
        for (StagedTable table : tables) {
            String title = table.destination() + ", of source " + table.source() + " as of entry " + table.entry();
            String refusal = table.parts().isEmpty() ? "It has no rows yet." : code.refusal(table);
            parts.add(
                    refusal == null
                            ? comment(code, List.of(title)) + code.code(table)
                            : comment(code, List.of(title, "REFUSED: " + refusal)));
        }
        return String.join("\n", parts);
    }

    /** A name cannot end its comment. */
    private static String comment(TableCode code, List<String> lines) {
        StringBuilder comment = new StringBuilder();
        lines.forEach(line -> comment.append(code.commentMark())
                .append(' ')
                .append(line.replaceAll("\\p{Cntrl}+", " "))
                .append('\n'));
        return comment.toString();
    }

    /** Names that catalogs without a third level can tell apart. */
    static String schemaOf(TableName table) {
        return table.catalog() + "_" + table.schema();
    }

    /** Why an engine that takes the newest row of each key cannot take a table; null if it can. */
    static @Nullable String refusalOfNewestRow(StagedTable table) {
        if (table.schema().key().isEmpty()) {
            return "The table has no key to merge by.";
        }
        return table.hasAbsentColumns()
                ? "Changes leave out values that did not change (unchanged TOAST, listed in " + table.metadataPrefix()
                        + "unchanged); the newest row of a key would make them null. ALTER TABLE ... REPLICA IDENTITY FULL at the"
                        + " source and headgate refresh, or take duckdb or spark."
                : null;
    }
}
