package dev.headgate.ingest.delta;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.types.StructType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of cells, for Kernel to write. */
final class CellBatch implements ColumnarBatch {
    private final StructType schema;
    private final List<@Nullable Object[]> rows;

    /** @param rows one cell for each column of the schema */
    CellBatch(StructType schema, List<@Nullable Object[]> rows) {
        this.schema = schema;
        this.rows = rows;
    }

    @Override
    public StructType getSchema() {
        return schema;
    }

    @Override
    public int getSize() {
        return rows.size();
    }

    @Override
    public ColumnVector getColumnVector(int ordinal) {
        @Nullable Object[] column = new @Nullable Object[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = rows.get(i)[ordinal];
        }
        return new CellVector(schema.at(ordinal).getDataType(), column);
    }
}
