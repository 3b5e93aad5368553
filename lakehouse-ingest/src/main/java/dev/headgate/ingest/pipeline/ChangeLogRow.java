package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.row.Absent;
import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.row.Operation;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change as a row of its own.
 *
 * @param operation ordinal of the column with the letter of the operation
 * @param epoch of the one with the lineage epoch
 * @param commitLsn of the one with the commit LSN
 * @param ordinal of the one with the position in the transaction
 * @param commitTime of the one with the commit time
 * @param unchanged of the one with the names of columns that the change does not carry
 * @param schema the destination's
 */
record ChangeLogRow(
        int operation, int epoch, int commitLsn, int ordinal, int commitTime, int unchanged, StructType schema) {
    /** Position of the row that says that a copy begins: before the copied rows, which have 0. */
    private static final long MARKER = -1;

    @Nullable
    Object[] of(Change change) {
        List<String> absent = new ArrayList<>();
        @Nullable Object[] row = Arrays.copyOf(change.cells(), schema.length());
        for (int i = 0; i < row.length; i++) {
            if (row[i] == Absent.CELL) {
                row[i] = null;
                absent.add(schema.at(i).getName());
            }
        }
        row[operation] = change.operation().letter();
        row[epoch] = change.position().epoch();
        row[commitLsn] = change.position().commitLsn();
        row[ordinal] = change.position().ordinal();
        row[commitTime] = change.commitTime();
        row[unchanged] = absent.isEmpty() ? null : absent;
        return row;
    }

    /** Says that the rows copied at this point take the place of everything before it: a truncate, in the order of all. */
    @Nullable
    Object[] copyBegins(Generation.Extent extent) {
        @Nullable Object[] row = new @Nullable Object[schema.length()];
        row[operation] = Operation.TRUNCATE.letter();
        row[epoch] = extent.epoch();
        row[commitLsn] = extent.consistentPoint();
        row[ordinal] = MARKER;
        return row;
    }
}
