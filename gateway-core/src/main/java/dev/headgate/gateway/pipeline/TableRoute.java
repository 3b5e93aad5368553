package dev.headgate.gateway.pipeline;

import dev.headgate.pgoutput.TupleCursor;
import dev.headgate.pgoutput.message.Relation;
import dev.headgate.pgoutput.type.OldTupleKind;
import dev.headgate.pgoutput.value.TextRenderer;
import dev.headgate.pgoutput.value.Utf8Buffer;
import dev.headgate.staging.batch.BytesVector;
import dev.headgate.staging.batch.ColumnBatch;
import dev.headgate.staging.batch.ColumnVector;
import dev.headgate.staging.batch.ListVector;
import dev.headgate.staging.batch.LongVector;
import dev.headgate.staging.batch.StructVector;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The way of one relation's rows into the batches of its destination table, under one schema version. One reader thread.
 *
 * <p>An update that changes the key becomes two rows with consecutive ordinals: a delete of the old key and an insert that
 * names it. So does an update of a table without key under REPLICA IDENTITY FULL, where the whole row is the key. A value
 * that the change does not carry is taken from the old tuple if that has it, else absent: null, and named in
 * {@code _cdc_unchanged}.
 */
final class TableRoute {
    private final Relation relation;
    private final RoutedColumn[] columns;
    private final RoutedColumn[] keyColumns;
    private final String[] oldKeyNames;
    private final int epoch;
    private final BatchPool pool;
    private final Utf8Buffer rendered = new Utf8Buffer();
    private final byte[] letter = new byte[1];
    private final int[] absent;
    private int absentCount;
    private int unrepresentableCount;
    private boolean fillsAll;
    private boolean dirty;
    private boolean movedPartially;
    private @Nullable StagedBatch batch;

    TableRoute(Relation relation, List<RoutedColumn> columns, String metadataPrefix, int epoch, BatchPool pool) {
        this.relation = relation;
        this.columns = columns.toArray(RoutedColumn[]::new);
        this.keyColumns = columns.stream().filter(RoutedColumn::key).toArray(RoutedColumn[]::new);
        this.oldKeyNames = Arrays.stream(keyColumns)
                .map(key -> metadataPrefix + "old_key." + key.name())
                .toArray(String[]::new);
        this.epoch = epoch;
        this.pool = pool;
        this.absent = new int[columns.size()];
    }

    Relation relation() {
        return relation;
    }

    /** What its rows are staged as. */
    TableVersion version() {
        return pool.version();
    }

    /** Whether a row got another key since the last call, and not all its values came with it. */
    boolean takeMovedPartially() {
        boolean moved = movedPartially;
        movedPartially = false;
        return moved;
    }

    /** The rows not handed over yet; null when there are none. */
    @Nullable
    StagedBatch batch() {
        return batch;
    }

    /** True for the first call since {@link #clean()}: the table has rows in the running entry. */
    boolean becomesDirty() {
        boolean becomes = !dirty;
        dirty = true;
        return becomes;
    }

    /** The running entry was cut. */
    void clean() {
        dirty = false;
    }

    /** Takes the rows away to hand them over; null when there are none. */
    @Nullable
    StagedBatch takeBatch() {
        StagedBatch taken = batch;
        batch = null;
        return taken;
    }

    void insert(Transaction transaction, TupleCursor tuple) {
        row(Operation.INSERT, transaction, tuple, null, null, false);
    }

    /** A row that the table had at the consistent point, which the transaction stands for. */
    void snapshot(Transaction transaction, TupleCursor tuple) {
        row(Operation.SNAPSHOT, transaction, tuple, null, null, false);
    }

    void update(Transaction transaction, OldTupleKind oldKind, TupleCursor oldTuple, TupleCursor newTuple) {
        TupleCursor fill = oldKind == OldTupleKind.NONE ? null : oldTuple;
        fillsAll = oldKind == OldTupleKind.FULL;
        if (oldKind != OldTupleKind.NONE && changesKey(oldTuple, newTuple)) {
            row(Operation.DELETE, transaction, oldTuple, null, null, oldKind == OldTupleKind.KEY);
            row(Operation.INSERT, transaction, newTuple, fill, keyColumns.length == 0 ? null : oldTuple, false);
            movedPartially |= lacksValues();
        } else {
            row(Operation.UPDATE, transaction, newTuple, fill, null, false);
        }
    }

    void delete(Transaction transaction, OldTupleKind oldKind, TupleCursor oldTuple) {
        row(Operation.DELETE, transaction, oldTuple, null, null, oldKind == OldTupleKind.KEY);
    }

    void truncate(Transaction transaction) {
        StagedBatch target = openBatch();
        for (int i = 0; i < columns.length; i++) {
            target.rows().column(i).appendNull();
        }
        absentCount = 0;
        unrepresentableCount = 0;
        metadata(target, Operation.TRUNCATE, transaction, null);
    }

    private boolean changesKey(TupleCursor oldTuple, TupleCursor newTuple) {
        if (keyColumns.length == 0) {
            return true;
        }
        for (RoutedColumn key : keyColumns) {
            int column = key.tupleColumn();
            if (!newTuple.isUnchanged(column) && !sameValue(oldTuple, newTuple, column)) {
                return true;
            }
        }
        return false;
    }

    private static boolean sameValue(TupleCursor oldTuple, TupleCursor newTuple, int column) {
        int length = oldTuple.length(column);
        if (oldTuple.isNull(column) || newTuple.isNull(column) || length != newTuple.length(column)) {
            return oldTuple.isNull(column) && newTuple.isNull(column);
        }
        ByteBuf oldBytes = oldTuple.buffer();
        ByteBuf newBytes = newTuple.buffer();
        int oldIndex = oldTuple.index(column);
        int newIndex = newTuple.index(column);
        for (int i = 0; i < length; i++) {
            if (oldBytes.getByte(oldIndex + i) != newBytes.getByte(newIndex + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param fill where values come from that {@code tuple} does not carry: all of them with FULL, else those of the key,
     *     which may be TOASTed too; null for nowhere
     * @param oldKey the tuple with the key that this row replaces; null for none
     * @param keyOnly only the key columns of {@code tuple} are values
     */
    private void row(
            Operation operation,
            Transaction transaction,
            TupleCursor tuple,
            @Nullable TupleCursor fill,
            @Nullable TupleCursor oldKey,
            boolean keyOnly) {
        StagedBatch target = openBatch();
        ColumnBatch rows = target.rows();
        absentCount = 0;
        unrepresentableCount = 0;
        for (int i = 0; i < columns.length; i++) {
            RoutedColumn column = columns[i];
            ColumnVector vector = rows.column(i);
            if (keyOnly && !column.key()) {
                vector.appendNull();
            } else if (tuple.isUnchanged(column.tupleColumn())) {
                appendUnchanged(i, column, fill, vector, rows);
            } else {
                append(column, column.name(), tuple, vector, rows);
            }
        }
        metadata(target, operation, transaction, oldKey);
    }

    private void appendUnchanged(
            int index, RoutedColumn column, @Nullable TupleCursor fill, ColumnVector vector, ColumnBatch rows) {
        boolean carried = fillsAll || column.key();
        if (fill != null && carried && !fill.isUnchanged(column.tupleColumn())) {
            append(column, column.name(), fill, vector, rows);
        } else {
            vector.appendNull();
            absent[absentCount++] = index;
        }
    }

    private void append(RoutedColumn column, String name, TupleCursor tuple, ColumnVector vector, ColumnBatch rows) {
        int position = column.tupleColumn();
        if (tuple.isNull(position)) {
            vector.appendNull();
        } else if (!column.mapping()
                .feed()
                .append(
                        tuple.buffer(),
                        tuple.index(position),
                        tuple.length(position),
                        tuple.isBinary(position),
                        vector)) {
            vector.appendNull();
            appendUnrepresentable(column, name, tuple, rows);
        }
    }

    private void appendUnrepresentable(RoutedColumn column, String name, TupleCursor tuple, ColumnBatch rows) {
        unrepresentableCount++;
        StructVector entry = (StructVector) unrepresentableVector(rows).element();
        byte[] key = name.getBytes(StandardCharsets.UTF_8);
        ((BytesVector) entry.field(0)).append(key, 0, key.length);
        rendered.clear();
        int tupleColumn = column.tupleColumn();
        ByteBuf buffer = tuple.buffer();
        int index = tuple.index(tupleColumn);
        int length = tuple.length(tupleColumn);
        BytesVector text = (BytesVector) entry.field(1);
        if (tuple.isBinary(tupleColumn)) {
            TextRenderer renderer = Objects.requireNonNull(column.mapping().renderer());
            renderer.append(buffer, index, length, rendered);
            text.append(rendered.array(), 0, rendered.length());
        } else {
            text.append(buffer.array(), buffer.arrayOffset() + index, length);
        }
        entry.endStruct();
    }

    private ListVector unrepresentableVector(ColumnBatch rows) {
        return (ListVector) rows.column(columns.length + MetadataColumns.UNREPRESENTABLE);
    }

    private void metadata(
            StagedBatch target, Operation operation, Transaction transaction, @Nullable TupleCursor oldKey) {
        ColumnBatch rows = target.rows();
        int first = columns.length;
        long ordinal = operation == Operation.SNAPSHOT ? 0 : transaction.nextOrdinal();
        letter[0] = operation.letter();
        ((BytesVector) rows.column(first + MetadataColumns.OP)).append(letter, 0, 1);
        ((LongVector) rows.column(first + MetadataColumns.EPOCH)).append(epoch);
        ((LongVector) rows.column(first + MetadataColumns.COMMIT_LSN)).append(transaction.commitLsn());
        ((LongVector) rows.column(first + MetadataColumns.ORDINAL)).append(ordinal);
        ((LongVector) rows.column(first + MetadataColumns.COMMIT_TS)).append(transaction.commitMicros());
        ((LongVector) rows.column(first + MetadataColumns.XID)).append(transaction.xid());
        unchanged((ListVector) rows.column(first + MetadataColumns.UNCHANGED));
        if (keyColumns.length > 0) {
            oldKey((StructVector) rows.column(first + MetadataColumns.OLD_KEY), oldKey, rows);
        }
        ListVector map = unrepresentableVector(rows);
        if (unrepresentableCount > 0) {
            map.endList();
            target.addUnrepresentable(unrepresentableCount);
        } else {
            map.appendNull();
        }
        target.addUnchanged(absentCount);
        target.endRow(operation, transaction.commitLsn(), ordinal);
    }

    private void unchanged(ListVector names) {
        if (!lacksValues()) {
            names.appendNull();
            return;
        }
        BytesVector element = (BytesVector) names.element();
        for (int i = 0; i < absentCount; i++) {
            byte[] name = columns[absent[i]].nameUtf8();
            element.append(name, 0, name.length);
        }
        names.endList();
    }

    private boolean lacksValues() {
        return absentCount > 0;
    }

    private void oldKey(StructVector struct, @Nullable TupleCursor tuple, ColumnBatch rows) {
        if (tuple == null) {
            struct.appendNull();
            return;
        }
        for (int i = 0; i < keyColumns.length; i++) {
            RoutedColumn key = keyColumns[i];
            append(key, oldKeyNames[i], tuple, struct.field(i), rows);
        }
        struct.endStruct();
    }

    private StagedBatch openBatch() {
        StagedBatch open = batch;
        if (open == null) {
            open = pool.take();
            batch = open;
        }
        return open;
    }
}
