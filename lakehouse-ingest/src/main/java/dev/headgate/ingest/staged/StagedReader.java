package dev.headgate.ingest.staged;

import dev.headgate.ingest.delta.CellReader;
import dev.headgate.ingest.delta.DeltaTypes;
import dev.headgate.ingest.delta.ParquetBatches;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.row.Absent;
import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.row.ChangePosition;
import dev.headgate.ingest.row.Operation;
import dev.headgate.ingest.row.RowKey;
import dev.headgate.ingest.row.Unrepresentable;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import dev.headgate.staging.schema.TableSchema;
import dev.headgate.staging.store.StagingStore;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads staged files, as changes in the layout of the destination. A file is read only if it is, byte for byte, what the
 * log entry says. One thread.
 */
public final class StagedReader {
    private static final ColumnType TEXTS = new ColumnType.ListOf(ColumnType.Primitive.STRING);
    private static final ColumnType TEXT_BY_NAME =
            new ColumnType.MapOf(ColumnType.Primitive.STRING, ColumnType.Primitive.STRING);

    private final StagingStore store;
    private final Engine engine;

    public StagedReader(StagingStore store, Engine engine) {
        this.store = store;
        this.engine = engine;
    }

    /**
     * Reads one file in its order.
     *
     * @param ordinals where each staged column goes
     * @param destination the destination's columns
     * @throws IngestException the file is damaged
     */
    public void read(StagedFile staged, int[] ordinals, StructType destination, Consumer<Change> consumer)
            throws IOException {
        try (Changes changes = open(staged, ordinals, destination)) {
            changes.forEachRemaining(consumer);
        }
    }

    /** As {@link #read}, row by row; close it. */
    public Changes open(StagedFile staged, int[] ordinals, StructType destination) throws IOException {
        Path path = Path.of(URI.create(store.uri(staged.file().path())));
        requireWhole(staged, path);
        Layout layout = new Layout(staged, ordinals, destination);
        return new Changes(
                staged,
                layout,
                new ParquetBatches(
                        engine, path.toUri().toString(), staged.file().bytes(), layout.readSchema));
    }

    /** The rows of one file. */
    public static final class Changes implements Iterator<Change>, AutoCloseable {
        private final StagedFile staged;
        private final Layout layout;
        private final ParquetBatches batches;
        private @Nullable ColumnarBatch batch;
        private int row;
        private long rows;

        private Changes(StagedFile staged, Layout layout, ParquetBatches batches) {
            this.staged = staged;
            this.layout = layout;
            this.batches = batches;
        }

        /** @throws IngestException the file has another number of rows than the log says */
        @Override
        public boolean hasNext() {
            ColumnarBatch current = batch;
            while ((current == null || row == current.getSize()) && batches.hasNext()) {
                current = batches.next();
                batch = current;
                row = 0;
            }
            boolean more = current != null && row < current.getSize();
            if (!more && rows != staged.file().rows()) {
                throw damaged(
                        staged,
                        "A staged file has " + rows + " rows, the log says "
                                + staged.file().rows());
            }
            return more;
        }

        @Override
        public Change next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            rows++;
            return layout.change(Objects.requireNonNull(batch), row++);
        }

        @Override
        public void close() throws IOException {
            batches.close();
        }
    }

    private static void requireWhole(StagedFile staged, Path path) throws IOException {
        CRC32C checksum = new CRC32C();
        try (InputStream in = new CheckedInputStream(Files.newInputStream(path), checksum)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        if ((int) checksum.getValue() != staged.file().crc32c()) {
            throw damaged(staged, "The checksum of a staged file is not the one in the log");
        }
    }

    private static IngestException damaged(StagedFile staged, String what) {
        return new IngestException(
                IngestErrorCode.STAGED_FILE_DAMAGED,
                what,
                Map.of(
                        "file",
                        staged.file().path(),
                        "table",
                        staged.file().table().toString()));
    }

    /** Where everything stands in a batch of the file, and in a row of the destination. */
    private static final class Layout {
        private final StructType readSchema;
        private final List<String> names = new ArrayList<>();
        private final int[] ordinals;
        private final @Nullable CellConversion[] conversions;
        private final int[] keyColumns;
        private final int width;
        private final int metadata;
        private final String oldKeyPrefix;

        private Layout(StagedFile staged, int[] ordinals, StructType destination) {
            TableSchema schema = staged.schema();
            String prefix = staged.metadataPrefix();
            this.ordinals = ordinals;
            this.width = destination.length();
            this.metadata = schema.columns().size();
            this.conversions = new @Nullable CellConversion[metadata];
            this.oldKeyPrefix = prefix + "old_key.";
            StructType read = new StructType();
            for (int i = 0; i < metadata; i++) {
                Column column = schema.columns().get(i);
                names.add(column.name());
                DataType target = destination.at(ordinals[i]).getDataType();
                conversions[i] = CellConversion.of(column.type(), target);
                read = read.add(column.name(), DeltaTypes.asStaged(column.type()));
            }
            this.keyColumns = schema.key().stream().mapToInt(names::indexOf).toArray();
            read = read.add(prefix + "op", StringType.STRING)
                    .add(prefix + "epoch", IntegerType.INTEGER)
                    .add(prefix + "commit_lsn", LongType.LONG)
                    .add(prefix + "ordinal", LongType.LONG)
                    .add(prefix + "unchanged", DeltaTypes.asStaged(TEXTS))
                    .add(prefix + "unrepresentable", DeltaTypes.asStaged(TEXT_BY_NAME))
                    .add(prefix + "commit_ts", TimestampType.TIMESTAMP);
            if (keyColumns.length > 0) {
                StructType key = new StructType();
                for (int column : keyColumns) {
                    key = key.add(read.at(column));
                }
                read = read.add(prefix + "old_key", key);
            }
            this.readSchema = read;
        }

        private Change change(ColumnarBatch batch, int row) {
            ChangePosition position = new ChangePosition(
                    batch.getColumnVector(metadata + 1).getInt(row),
                    batch.getColumnVector(metadata + 2).getLong(row),
                    batch.getColumnVector(metadata + 3).getLong(row));
            Operation operation =
                    Operation.ofLetter(batch.getColumnVector(metadata).getString(row));
            @Nullable Object[] cells = new @Nullable Object[width];
            for (int i = 0; i < metadata; i++) {
                cells[ordinals[i]] = converted(i, CellReader.cell(batch.getColumnVector(i), row));
            }
            Map<?, ?> texts =
                    CellReader.cell(batch.getColumnVector(metadata + 5), row) instanceof Map<?, ?> map ? map : Map.of();
            texts.forEach((name, text) -> {
                int column = names.indexOf(String.valueOf(name));
                if (column >= 0) {
                    cells[ordinals[column]] = new Unrepresentable(String.valueOf(text));
                }
            });
            if (CellReader.cell(batch.getColumnVector(metadata + 4), row) instanceof List<?> unchanged) {
                unchanged.forEach(name -> leaveOut(cells, String.valueOf(name)));
            }
            Object time = CellReader.cell(batch.getColumnVector(metadata + 6), row);
            return new Change(
                    operation, position, cells, oldKey(batch, row, texts), time instanceof Long micros ? micros : null);
        }

        /** A column that does not go to the destination is not in {@link #names}. */
        private void leaveOut(@Nullable Object[] cells, String name) {
            int column = names.indexOf(name);
            if (column >= 0) {
                cells[ordinals[column]] = Absent.CELL;
            }
        }

        private @Nullable Object converted(int column, @Nullable Object cell) {
            CellConversion conversion = conversions[column];
            return cell == null || conversion == null ? cell : conversion.apply(cell);
        }

        private @Nullable RowKey oldKey(ColumnarBatch batch, int row, Map<?, ?> texts) {
            if (keyColumns.length == 0) {
                return null;
            }
            ColumnVector struct = batch.getColumnVector(metadata + 7);
            if (struct.isNullAt(row)) {
                return null;
            }
            List<@Nullable Object> cells = new ArrayList<>();
            for (int i = 0; i < keyColumns.length; i++) {
                Object text = texts.get(oldKeyPrefix + names.get(keyColumns[i]));
                cells.add(
                        text == null
                                ? converted(keyColumns[i], CellReader.cell(struct.getChild(i), row))
                                : new Unrepresentable(String.valueOf(text)));
            }
            return new RowKey(cells);
        }
    }
}
