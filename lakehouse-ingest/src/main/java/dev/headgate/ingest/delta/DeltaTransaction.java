package dev.headgate.ingest.delta;

import dev.headgate.ingest.row.Unrepresentable;
import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Transaction;
import io.delta.kernel.TransactionCommitResult;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.ConcurrentWriteException;
import io.delta.kernel.exceptions.MaxCommitRetryLimitReachedException;
import io.delta.kernel.hook.PostCommitHook;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.data.TransactionStateRow;
import io.delta.kernel.internal.deletionvectors.Base85Codec;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One commit in the making: rows that go, rows that come. Readers see all of it or nothing. Every file that it names is on
 * disk before the commit, and the commit is when {@link #commit} returns. One thread.
 */
public final class DeltaTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(DeltaTransaction.class);
    private static final int BATCH_ROWS = 4096;

    private final DeltaSnapshot snapshot;
    private final Engine engine;
    private final Transaction transaction;
    private final List<Row> actions = new ArrayList<>();
    private final DeletionVectorFile vectors = new DeletionVectorFile();
    private final UUID vectorFile = UUID.randomUUID();
    private final boolean dataChange;

    /** @param dataChange false if the same rows only come to stand in other files */
    DeltaTransaction(DeltaSnapshot snapshot, Transaction transaction, boolean dataChange) {
        this.dataChange = dataChange;
        this.snapshot = snapshot;
        this.engine = snapshot.engine();
        this.transaction = transaction;
    }

    /** Writes rows into new files, in the columns of the transaction's schema. */
    public void append(Iterator<@Nullable Object[]> rows) throws IOException {
        if (!rows.hasNext()) {
            return;
        }
        Row state = transaction.getTransactionState(engine);
        StructType logical = transaction.getSchema(engine);
        Batches batches = new Batches(TransactionStateRow.getPhysicalSchema(state), logical, rows);
        DataWriteContext context = Transaction.getWriteContext(engine, state, Map.of());
        List<DataFileStatus> written = new ArrayList<>();
        try (CloseableIterator<DataFileStatus> files = engine.getParquetHandler()
                .writeParquetFiles(context.getTargetDirectory(), batches, context.getStatisticsColumns())) {
            while (files.hasNext()) {
                DataFileStatus file = files.next();
                DurableFiles.force(Path.of(URI.create(file.getPath()).getPath()));
                written.add(file);
            }
        }
        try (CloseableIterator<Row> adds = Transaction.generateAppendActions(
                engine, state, Utils.toCloseableIterator(written.iterator()), context)) {
            while (adds.hasNext()) {
                Row add = adds.next();
                actions.add(dataChange ? add : withoutDataChange(add));
            }
        }
    }

    /**
     * Takes rows away.
     *
     * @param rows of the file, more than none, none of them deleted before
     */
    public void delete(DeltaSnapshot.DataFile file, RoaringBitmap rows) {
        RoaringBitmap deleted = RoaringBitmap.or(snapshot.deletedRows(file), rows);
        remove(file);
        Optional<Long> records = file.records();
        if (records.isPresent() && records.get() == deleted.getLongCardinality()) {
            return;
        }
        deleted.runOptimize();
        DeletionVectorFile.Slice slice = vectors.add(deleted);
        DeletionVectorDescriptor descriptor = new DeletionVectorDescriptor(
                DeletionVectorDescriptor.UUID_DV_MARKER,
                Base85Codec.encodeUUID(vectorFile),
                Optional.of(slice.offset()),
                slice.sizeInBytes(),
                deleted.getLongCardinality());
        AddFile add = file.add;
        Optional<DataFileStatistics> statistics = file.statistics().map(DataFileStatistics::withoutTightBounds);
        actions.add(add(file.physicalSchema(), add, Optional.of(descriptor), statistics));
    }

    private Row withoutDataChange(Row action) {
        AddFile add = new AddFile(action.getStruct(SingleAction.ADD_FILE_ORDINAL));
        StructType physical = TransactionStateRow.getPhysicalSchema(transaction.getTransactionState(engine));
        return add(physical, add, Optional.empty(), add.getStats(physical));
    }

    private Row add(
            StructType physical,
            AddFile add,
            Optional<DeletionVectorDescriptor> vector,
            Optional<DataFileStatistics> statistics) {
        return SingleAction.createAddFileSingleAction(AddFile.createAddFileRow(
                physical,
                add.getPath(),
                add.getPartitionValues(),
                add.getSize(),
                add.getModificationTime(),
                dataChange,
                vector,
                add.getTags(),
                add.getBaseRowId(),
                add.getDefaultRowCommitVersion(),
                statistics));
    }

    /** Takes a whole file away. */
    public void remove(DeltaSnapshot.DataFile file) {
        long now = Clock.systemUTC().millis();
        actions.add(SingleAction.createRemoveFileSingleAction(file.add.toRemoveFileRow(dataChange, Optional.of(now))));
    }

    /**
     * Commits.
     *
     * @return the table's new version
     * @throws CommitConflictException nothing was committed, since somebody else was faster
     * @throws IOException it is not known whether it was committed: load the table, and look
     */
    public long commit() throws IOException, CommitConflictException {
        if (!vectors.isEmpty()) {
            writeVectors();
        }
        DurableFiles.force(snapshot.directory());
        TransactionCommitResult result;
        try {
            result = transaction.commit(
                    engine, CloseableIterable.inMemoryIterable(Utils.toCloseableIterator(actions.iterator())));
        } catch (ConcurrentWriteException | MaxCommitRetryLimitReachedException e) {
            throw new CommitConflictException(e);
        }
        for (PostCommitHook hook : result.getPostCommitHooks()) {
            invoke(hook);
        }
        return result.getVersion();
    }

    /** The commit stands; a checkpoint that could not be written is written after a later one. */
    private void invoke(PostCommitHook hook) {
        try {
            hook.threadSafeInvoke(engine);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} of {} failed; the commit stands", hook.getType(), snapshot.directory(), e);
        }
    }

    private void writeVectors() throws IOException {
        Path file = snapshot.directory().resolve("deletion_vector_" + vectorFile + ".bin");
        Files.write(file, vectors.content(), StandardOpenOption.CREATE_NEW);
        DurableFiles.force(file);
    }

    /** Rows in batches, with the texts of unrepresentable values in their own column. */
    private static final class Batches implements CloseableIterator<FilteredColumnarBatch> {
        private final StructType physical;
        private final StructType logical;
        private final int texts;
        private final Iterator<@Nullable Object[]> rows;

        private Batches(StructType physical, StructType logical, Iterator<@Nullable Object[]> rows) {
            this.physical = physical;
            this.logical = logical;
            this.texts = SchemaEvolution.textsOrdinal(logical);
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public FilteredColumnarBatch next() {
            if (!rows.hasNext()) {
                throw new NoSuchElementException();
            }
            List<@Nullable Object[]> batch = new ArrayList<>(BATCH_ROWS);
            while (rows.hasNext() && batch.size() < BATCH_ROWS) {
                batch.add(storable(rows.next()));
            }
            return new FilteredColumnarBatch(new CellBatch(physical, batch), Optional.empty());
        }

        private @Nullable Object[] storable(@Nullable Object[] row) {
            @Nullable Object[] stored = new @Nullable Object[logical.length()];
            Map<String, String> unrepresentable = new HashMap<>();
            for (int i = 0; i < row.length; i++) {
                if (row[i] instanceof Unrepresentable value) {
                    unrepresentable.put(DeltaSnapshot.firstName(logical.at(i)), value.text());
                } else {
                    stored[i] = row[i];
                }
            }
            if (!unrepresentable.isEmpty()) {
                stored[texts] = unrepresentable;
            }
            return stored;
        }

        @Override
        public void close() {
            // Holds nothing but memory.
        }
    }
}
