package dev.headgate.ingest.staged;

import dev.headgate.ingest.delta.DeltaTypes;
import dev.headgate.ingest.delta.ParquetBatches;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.store.StagingStore;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.types.StructType;
import java.io.IOException;

/** Looks whether changes leave out values. */
public final class AbsentColumns {
    private static final ColumnType NAMES = new ColumnType.ListOf(ColumnType.Primitive.STRING);

    private AbsentColumns() {}

    /** Whether a row of a file names a column whose value it does not carry. */
    public static boolean in(StagedFile staged, StagingStore store, Engine engine) throws IOException {
        StructType unchanged = new StructType().add(staged.metadataPrefix() + "unchanged", DeltaTypes.asStaged(NAMES));
        try (ParquetBatches batches = new ParquetBatches(
                engine, store.uri(staged.file().path()), staged.file().bytes(), unchanged)) {
            while (batches.hasNext()) {
                ColumnVector rows = batches.next().getColumnVector(0);
                for (int row = 0; row < rows.getSize(); row++) {
                    if (!rows.isNullAt(row)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }
}
