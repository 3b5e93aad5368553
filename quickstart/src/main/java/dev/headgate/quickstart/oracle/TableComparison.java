package dev.headgate.quickstart.oracle;

import java.util.List;

/**
 * How a rebuilt table compares with its source.
 *
 * @param table which one
 * @param sourceRows rows in the source
 * @param stagedRows rows rebuilt from the staged files
 * @param differences empty if equal; else what differs, with the first keys that do
 * @param columnsNotCompared columns of types that the oracle cannot render (composites, ranges, hstore)
 */
public record TableComparison(
        ComparedTable table,
        long sourceRows,
        long stagedRows,
        List<String> differences,
        List<String> columnsNotCompared) {

    /** Whether all compared columns of all rows are equal. */
    public boolean equal() {
        return differences.isEmpty();
    }

    @Override
    public String toString() {
        String name = table.schema() + "." + table.table();
        String rows = name + ": " + sourceRows + " rows in the source, " + stagedRows + " rebuilt: ";
        String skipped = columnsNotCompared.isEmpty() ? "" : " (not compared: " + columnsNotCompared + ")";
        return rows + (equal() ? "equal" : "DIFFERENT: " + String.join("; ", differences)) + skipped;
    }
}
