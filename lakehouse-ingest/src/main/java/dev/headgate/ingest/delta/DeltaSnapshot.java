package dev.headgate.ingest.delta;

import dev.headgate.ingest.row.Unrepresentable;
import io.delta.kernel.Operation;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.CheckpointAlreadyExistsException;
import io.delta.kernel.exceptions.TableAlreadyExistsException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.deletionvectors.DeletionVectorUtils;
import io.delta.kernel.internal.deletionvectors.RoaringBitmapArray;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.transaction.UpdateTableTransactionBuilder;
import io.delta.kernel.types.MetadataColumnSpec;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * A Delta table as it is at one version: its schema, how far an application has committed, its files and their live rows.
 * Reads nothing newer; {@link #load} again for that. One thread.
 *
 * <p>This class and {@link DeltaTransaction} are the only ones that know Kernel's internal classes, of version 4.4.
 */
public final class DeltaSnapshot {
    private static final String ENGINE = "Headgate";
    private static final Map<String, String> PROPERTIES =
            Map.of("delta.enableDeletionVectors", "true", "delta.columnMapping.mode", "name");
    private static final Map<String, String> TYPE_WIDENING = Map.of("delta.enableTypeWidening", "true");

    private final Engine engine;
    private final Path directory;
    private final Snapshot snapshot;
    private final Row scanState;
    private final List<DataFile> files;

    /** Takes the live rows of a file. */
    public interface RowConsumer {
        /**
         * Takes one row.
         *
         * @param rowIndex position in the file
         * @param cells in the order of the ordinals that were asked for
         */
        void accept(long rowIndex, @Nullable Object[] cells);
    }

    /** One file of the table, with the rows of it that are deleted. */
    public static final class DataFile {
        final AddFile add;
        private final FileStatus status;
        private final @Nullable DeletionVectorDescriptor deletionVector;
        private final StructType physicalSchema;
        private @Nullable RoaringBitmap deleted;
        private @Nullable DataFileStatistics statistics;
        private boolean statisticsRead;

        private DataFile(Row scanFile, StructType physicalSchema) {
            this.add = new AddFile(scanFile.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
            this.status = InternalScanFileUtils.getAddFileStatus(scanFile);
            this.deletionVector = InternalScanFileUtils.getDeletionVectorDescriptorFromRow(scanFile);
            this.physicalSchema = physicalSchema;
        }

        /** Size in bytes. */
        public long bytes() {
            return status.getSize();
        }

        /** Rows, the deleted ones included; empty if the file's writer did not say. */
        Optional<Long> records() {
            return add.getNumRecords();
        }

        Optional<DataFileStatistics> statistics() {
            if (!statisticsRead) {
                statistics = add.getStats(physicalSchema).orElse(null);
                statisticsRead = true;
            }
            return Optional.ofNullable(statistics);
        }

        StructType physicalSchema() {
            return physicalSchema;
        }
    }

    private DeltaSnapshot(Engine engine, Path directory, Snapshot snapshot) throws IOException {
        this.engine = engine;
        this.directory = directory;
        this.snapshot = snapshot;
        Scan scan = snapshot.getScanBuilder().build();
        this.scanState = scan.getScanState(engine);
        this.files = files((ScanImpl) scan);
    }

    /** As {@link #load(Engine, Path)}, with an engine of its own. */
    public static @Nullable DeltaSnapshot load(Path directory) throws IOException {
        return load(LocalDelta.engine(), directory);
    }

    /** The newest version of the table in a directory; null if there is no table. */
    public static @Nullable DeltaSnapshot load(Engine engine, Path directory) throws IOException {
        try {
            return new DeltaSnapshot(
                    engine, directory, TableManager.loadSnapshot(uri(directory)).build(engine));
        } catch (TableNotFoundException e) {
            return null;
        }
    }

    /** Creates an empty table; one that was created meanwhile is fine. */
    public static void create(Engine engine, Path directory, StructType schema, Map<String, String> properties)
            throws IOException {
        Map<String, String> all = new HashMap<>(PROPERTIES);
        all.putAll(properties);
        java.nio.file.Files.createDirectories(directory);
        try {
            TableManager.buildCreateTableTransaction(uri(directory), schema, ENGINE)
                    .withTableProperties(all)
                    .build(engine)
                    .commit(engine, CloseableIterable.emptyIterable());
        } catch (TableAlreadyExistsException e) {
            // Another process was faster: its table is loaded next.
        }
    }

    private static String uri(Path directory) {
        return directory.toUri().toString();
    }

    private List<DataFile> files(ScanImpl scan) throws IOException {
        StructType physical = physicalSchema();
        List<DataFile> found = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        found.add(new DataFile(rows.next(), physical));
                    }
                }
            }
        }
        return Collections.unmodifiableList(found);
    }

    private StructType physicalSchema() {
        return ScanStateRow.getPhysicalDataReadSchema(scanState);
    }

    /** Number of the version. */
    public long version() {
        return snapshot.getVersion();
    }

    /** The table's properties. */
    public Map<String, String> properties() {
        return snapshot.getTableProperties();
    }

    /** The table's columns under their names for users. */
    public StructType schema() {
        return snapshot.getSchema();
    }

    /** Their names, in the order of the ordinals. */
    public List<String> columns() {
        return schema().fieldNames();
    }

    /** The last version that an application has committed here. */
    public OptionalLong committed(String applicationId) {
        Optional<Long> version = snapshot.getLatestTransactionVersion(engine, applicationId);
        return version.isPresent() ? OptionalLong.of(version.get()) : OptionalLong.empty();
    }

    /** The files of this version. */
    public List<DataFile> files() {
        return files;
    }

    /** Number of live rows, as far as the writers of the files said how many these have. */
    public long rows() {
        return files.stream()
                .mapToLong(file -> file.records().orElse(0L) - deletedRows(file).getLongCardinality())
                .sum();
    }

    Path directory() {
        return directory;
    }

    Engine engine() {
        return engine;
    }

    /**
     * Begins a commit that replaces this version.
     *
     * @param evolution what the table's columns are afterwards
     * @param applicationId who commits, for {@link #committed}
     * @param applicationVersion how far it is then; recorded unless the table says so already
     * @param properties of the table afterwards, beside those it has
     */
    public DeltaTransaction begin(
            SchemaEvolution evolution, String applicationId, long applicationVersion, Map<String, String> properties) {
        UpdateTableTransactionBuilder builder =
                snapshot.buildUpdateTableTransaction(ENGINE, Operation.WRITE).withMaxRetries(0);
        if (committed(applicationId).orElse(-1) < applicationVersion) {
            builder = builder.withTransactionId(applicationId, applicationVersion);
        }
        Map<String, String> added = new HashMap<>(properties);
        if (evolution.widened()) {
            added.putAll(TYPE_WIDENING);
        }
        if (!added.isEmpty()) {
            builder = builder.withTablePropertiesAdded(added);
        }
        if (evolution.changed()) {
            builder = builder.withUpdatedSchema(evolution.schema());
        }
        Transaction transaction = builder.build(engine);
        return new DeltaTransaction(this, transaction, true);
    }

    /**
     * Begins a commit that puts rows of this version into other files, and changes none. Nothing is recorded of an
     * application.
     */
    DeltaTransaction beginRewrite() {
        Transaction transaction = snapshot.buildUpdateTableTransaction(ENGINE, Operation.WRITE)
                .withMaxRetries(0)
                .build(engine);
        return new DeltaTransaction(this, transaction, false);
    }

    /** Writes a checkpoint of this version, unless there is one: readers need no log entry before it. */
    public void checkpoint() throws IOException {
        try {
            snapshot.writeCheckpoint(engine);
        } catch (CheckpointAlreadyExistsException e) {
            // That is what was wanted.
        }
    }

    /** Names of the files in the table's directory that this version needs. */
    Set<String> fileNames() {
        Set<String> names = new HashSet<>();
        for (DataFile file : files) {
            names.add(fileName(file.status.getPath()));
            if (file.deletionVector != null && file.deletionVector.isOnDisk()) {
                names.add(fileName(file.deletionVector.getAbsolutePath(uri(directory))));
            }
        }
        return names;
    }

    /** The name in a path that is encoded as a URI is. */
    static String fileName(String path) {
        String encoded = path.substring(path.lastIndexOf('/') + 1);
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Rows of a file that are deleted in this version; not to be changed. */
    public RoaringBitmap deletedRows(DataFile file) {
        RoaringBitmap deleted = file.deleted;
        if (deleted == null) {
            deleted = new RoaringBitmap();
            if (file.deletionVector != null) {
                RoaringBitmapArray vector =
                        DeletionVectorUtils.loadNewDvAndBitmap(engine, uri(directory), file.deletionVector)._2;
                for (long row : vector.toArray()) {
                    deleted.add(Math.toIntExact(row));
                }
            }
            file.deleted = deleted;
        }
        return deleted;
    }

    /**
     * Reads the live rows of a file. A value whose source text is kept, since its type cannot hold it, is an
     * {@link Unrepresentable}.
     *
     * @param ordinals columns in {@link #schema}
     */
    public void read(DataFile file, int[] ordinals, RowConsumer consumer) throws IOException {
        try (LiveRows rows = open(file, ordinals)) {
            boolean more = true;
            while (more) {
                more = rows.give(consumer);
            }
        }
    }

    /** As {@link #read}, batch by batch; close it. */
    LiveRows open(DataFile file, int[] ordinals) throws IOException {
        int texts = SchemaEvolution.textsOrdinal(schema());
        StructType physical = physicalSchema();
        StructType wanted = new StructType();
        for (int ordinal : ordinals) {
            wanted = wanted.add(physical.at(ordinal));
        }
        boolean addTexts = texts >= 0 && wanted.indexOf(physical.at(texts).getName()) < 0;
        if (addTexts) {
            wanted = wanted.add(physical.at(texts));
        }
        wanted = wanted.addMetadataColumn("row_index", MetadataColumnSpec.ROW_INDEX);
        RoaringBitmap deleted = deletedRows(file);
        Rows rows = new Rows(ordinals, addTexts ? ordinals.length : -1, wanted.length() - 1);
        return new LiveRows(
                rows, deleted, new ParquetBatches(engine, file.status.getPath(), file.status.getSize(), wanted));
    }

    /** The live rows of a file that is being read. */
    static final class LiveRows implements AutoCloseable {
        private final Rows rows;
        private final RoaringBitmap deleted;
        private final ParquetBatches batches;

        private LiveRows(Rows rows, RoaringBitmap deleted, ParquetBatches batches) {
            this.rows = rows;
            this.deleted = deleted;
            this.batches = batches;
        }

        /**
         * Gives the rows of the next batch, perhaps none.
         *
         * @return whether there was one
         */
        boolean give(RowConsumer consumer) {
            if (!batches.hasNext()) {
                return false;
            }
            rows.give(batches.next(), deleted, consumer);
            return true;
        }

        @Override
        public void close() throws IOException {
            batches.close();
        }
    }

    /** Turns batches into rows of cells. */
    private final class Rows {
        private final int[] ordinals;
        private final int textsIndex;
        private final int rowIndexIndex;

        private Rows(int[] ordinals, int textsIndex, int rowIndexIndex) {
            this.ordinals = ordinals;
            this.textsIndex = textsIndex;
            this.rowIndexIndex = rowIndexIndex;
        }

        private void give(ColumnarBatch batch, RoaringBitmap deleted, RowConsumer consumer) {
            ColumnVector rowIndexes = batch.getColumnVector(rowIndexIndex);
            for (int row = 0; row < batch.getSize(); row++) {
                long rowIndex = rowIndexes.getLong(row);
                if (!deleted.contains(Math.toIntExact(rowIndex))) {
                    consumer.accept(rowIndex, cells(batch, row));
                }
            }
        }

        private @Nullable Object[] cells(ColumnarBatch batch, int row) {
            @Nullable Object[] cells = new @Nullable Object[ordinals.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = CellReader.cell(batch.getColumnVector(i), row);
            }
            if (textsIndex >= 0 && CellReader.cell(batch.getColumnVector(textsIndex), row) instanceof Map<?, ?> texts) {
                StructType schema = schema();
                for (int i = 0; i < cells.length; i++) {
                    Object text = texts.get(firstName(schema.at(ordinals[i])));
                    if (text != null) {
                        cells[i] = new Unrepresentable((String) text);
                    }
                }
            }
            return cells;
        }
    }

    /** The name under which texts of a column's values are kept. */
    static String firstName(StructField field) {
        return field.getMetadata().contains(SchemaEvolution.FIRST_NAME)
                ? field.getMetadata().getString(SchemaEvolution.FIRST_NAME)
                : field.getName();
    }

    /**
     * Smallest or largest value that the file says a column has; null when it does not say exactly. Bounds of timestamps
     * are cut to milliseconds, so that the largest may be too small.
     */
    public static @Nullable Object bound(DataFile file, int ordinal, boolean smallest) {
        if (ordinal >= file.physicalSchema().length()) {
            return null;
        }
        StructField field = file.physicalSchema().at(ordinal);
        Optional<DataFileStatistics> statistics = file.statistics();
        boolean cut = field.getDataType() instanceof TimestampType || field.getDataType() instanceof TimestampNTZType;
        if (statistics.isEmpty() || cut) {
            return null;
        }
        Map<Column, Literal> bounds =
                smallest ? statistics.get().getMinValues() : statistics.get().getMaxValues();
        Literal bound = bounds.get(new Column(field.getName()));
        return bound == null ? null : bound.getValue();
    }
}
