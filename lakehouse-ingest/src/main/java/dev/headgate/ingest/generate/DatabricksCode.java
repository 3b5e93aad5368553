package dev.headgate.ingest.generate;

import dev.headgate.ingest.pipeline.StagedTable;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** AUTO CDC flows of a Lakeflow declarative pipeline. */
final class DatabricksCode implements TableCode {
    private final String root;

    DatabricksCode(String root) {
        this.root = root;
    }

    @Override
    public String commentMark() {
        return "#";
    }

    @Override
    public List<String> header() {
        return List.of(
                "For a Lakeflow declarative pipeline of Databricks, with the staged files in a volume or an external location.",
                "NOT RUN by Headgate's tests: try it on a copy first.",
                "It follows the folder of a table by itself. A crash of the gateway may leave a file there that its log does not"
                        + " name; its rows are true and come again in another file, which a merge by key and position bears.",
                "After headgate refresh, an accepted lineage or a schema change: make this code anew, and refresh the pipeline"
                        + " in full.");
    }

    @Override
    public String preamble() {
        return "from pyspark import pipelines as dp\nfrom pyspark.sql.functions import expr, struct\n\nROOT = "
                + SparkCode.python(root) + "\n";
    }

    @Override
    public @Nullable String refusal(StagedTable table) {
        return GeneratedCode.refusalOfNewestRow(table);
    }

    @Override
    public String code(StagedTable table) {
        String prefix = table.metadataPrefix();
        String first = table.parts().get(0).files().get(0);
        // CATALOG/SCHEMA/TABLE/g000001/FILE
        String folder = first.substring(0, first.lastIndexOf('/', first.lastIndexOf('/') - 1));
        String target = table.destination().schema() + "." + table.destination().table();
        String view = "staged_" + folder.replaceAll("[^A-Za-z0-9]", "_");
        String keys = table.schema().key().stream().map(SparkCode::python).collect(Collectors.joining(", "));
        String epoch = prefix + "epoch";
        return """

                @dp.temporary_view(name=%1$s)
                @dp.expect_or_fail("no change leaves out values", "%2$sunchanged IS NULL")
                def %3$s():
                    files = spark.readStream.format("cloudFiles").option("cloudFiles.format", "parquet")
                    rows = files.option("cloudFiles.schemaEvolutionMode", "addNewColumns").load(ROOT + %4$s)
                    return rows.where("%5$s > %6$d OR (%5$s = %6$d AND %2$scommit_lsn >= %7$d)")

                dp.create_streaming_table(name=%8$s)
                dp.create_auto_cdc_flow(
                    target=%8$s,
                    source=%1$s,
                    keys=[%9$s],
                    sequence_by=struct("%5$s", "%2$scommit_lsn", "%2$sordinal"),
                    apply_as_deletes=expr("%2$sop = 'd'"),
                    apply_as_truncates=expr("%2$sop = 't'"),
                    except_column_list=["%2$sop", "%5$s", "%2$scommit_lsn", "%2$sordinal", "%2$scommit_ts", "%2$sxid",
                                        "%2$sunchanged", "%2$sold_key", "%2$sunrepresentable", "_rescued_data"],
                    stored_as_scd_type=1,
                )
                """.formatted(
                        SparkCode.python(view),
                        prefix,
                        view,
                        SparkCode.python("/" + folder),
                        epoch,
                        table.epoch(),
                        table.consistentPoint(),
                        SparkCode.python(target),
                        keys);
    }
}
