package dev.headgate.staging.parquet;

import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.LocalStore;
import dev.headgate.staging.store.PendingFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes rows given in the form of {@link Values} and reads them back through DuckDB. */
final class ParquetFiles {
    static final String PATH = "t/f.parquet";

    private ParquetFiles() {}

    static Column column(String name, ColumnType type) {
        return new Column(name, type, false, null, null);
    }

    static Column required(String name, ColumnType type) {
        return new Column(name, type, true, null, null);
    }

    static TableSchema schema(Column... columns) {
        return new TableSchema(List.of(columns), List.of());
    }

    static ColumnBatch batch(TableSchema schema, List<List<@Nullable Object>> rows) {
        ColumnBatch batch = new ColumnBatch(schema);
        fill(batch, rows);
        return batch;
    }

    static void fill(ColumnBatch batch, List<List<@Nullable Object>> rows) {
        List<Column> columns = batch.schema().columns();
        for (List<@Nullable Object> row : rows) {
            for (int i = 0; i < columns.size(); i++) {
                Values.append(batch.column(i), columns.get(i).type(), row.get(i));
            }
            batch.endRow();
        }
    }

    static FileSummary write(Path root, ParquetOptions options, List<ColumnBatch> batches) throws IOException {
        try (LocalStore store = new LocalStore(root);
                PendingFile file = store.create(PATH);
                TableFileWriter writer =
                        new TableFileWriter(batches.get(0).schema(), file, options, Map.of("writer", "test"))) {
            for (ColumnBatch batch : batches) {
                writer.append(batch);
            }
            FileSummary summary = writer.seal();
            file.publish();
            return summary;
        }
    }

    static String from(Path root) {
        return " from read_parquet('" + root.resolve(PATH) + "')";
    }

    static List<List<@Nullable Object>> read(Path root, TableSchema schema) {
        return DuckDb.query("select *" + from(root), row -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < schema.columns().size(); i++) {
                values.add(Values.fromDuckDb(schema.columns().get(i).type(), row.getObject(i + 1)));
            }
            return values;
        });
    }
}
