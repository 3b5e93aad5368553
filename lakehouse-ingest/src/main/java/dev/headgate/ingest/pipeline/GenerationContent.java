package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.WriteMode;
import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.DeltaTransaction;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.fold.HistoryFold;
import dev.headgate.ingest.row.Absent;
import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.row.ChangePosition;
import dev.headgate.ingest.row.Operation;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Puts a generation into a commit, in the way of the table's mode.
 *
 * <pre>
 * MERGE                 the table's rows go, those of the generation come
 * INCLUDE_DELETED_ROWS  the same, but deleted rows stay if the generation does not have their keys
 * SCD2                  every current version ends with the generation's consistent point, those of the generation come
 * APPEND                a row that says that a copy begins, and the copied rows, come
 * </pre>
 *
 * A table that is built again has nothing but the generation in any mode. One thread.
 */
final class GenerationContent {
    private final DeltaSnapshot snapshot;
    private final SchemaEvolution evolution;
    private final StagedLayouts layouts;
    private final WriteMode mode;
    private final ModeColumns columns;
    private final DeltaTransaction transaction;
    private final boolean again;

    GenerationContent(
            DeltaSnapshot snapshot,
            SchemaEvolution evolution,
            StagedLayouts layouts,
            WriteMode mode,
            String metadataPrefix,
            DeltaTransaction transaction,
            boolean again) {
        this.snapshot = snapshot;
        this.evolution = evolution;
        this.layouts = layouts;
        this.mode = mode;
        this.columns = new ModeColumns(mode, evolution, metadataPrefix);
        this.transaction = transaction;
        this.again = again;
    }

    /** Whether nothing of what the table has stays. */
    boolean replaces() {
        return again || mode == WriteMode.MERGE || mode == WriteMode.INCLUDE_DELETED_ROWS;
    }

    /**
     * Puts it in.
     *
     * @param held changes of the generation, in their order; in a log of changes, those that are to be added with it
     * @return rows written
     */
    long write(Generation.Extent extent, Iterator<Change> copied, List<Change> held) throws IOException {
        if (replaces()) {
            snapshot.files().forEach(transaction::remove);
        }
        if (mode == WriteMode.APPEND) {
            return append(extent, copied, held);
        }
        int[] key = layouts.keyOrdinals();
        HistoryFold history = ModeColumns.keepsHistory(mode) ? columns.fold(key) : null;
        GenerationRows rows = new GenerationRows(copied, held, key, history);
        if (mode == WriteMode.INCLUDE_DELETED_ROWS && !again) {
            DeletedRows deleted = DeletedRows.find(snapshot, evolution, key, columns.deleted());
            transaction.append(deleted.watch(rows));
            transaction.append(deleted.rest().iterator());
        } else {
            transaction.append(rows);
        }
        if (mode == WriteMode.SCD2 && !again) {
            endVersions(extent, key, rows.copyTime());
        }
        return rows.count();
    }

    private long append(Generation.Extent extent, Iterator<Change> copied, List<Change> held) throws IOException {
        ChangeLogRow log = columns.changeLog();
        transaction.append(List.<@Nullable Object[]>of(log.copyBegins(extent)).iterator());
        AtomicLong count = new AtomicLong(1);
        for (Iterator<Change> changes : List.of(copied, held.iterator())) {
            transaction.append(new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return changes.hasNext();
                }

                @Override
                public @Nullable Object[] next() {
                    count.incrementAndGet();
                    return log.of(changes.next());
                }
            });
        }
        return count.get();
    }

    /** As if the table had been truncated where the copy begins. */
    private void endVersions(Generation.Extent extent, int[] key, @Nullable Long time) throws IOException {
        @Nullable Object[] cells = new @Nullable Object[evolution.schema().length()];
        Arrays.fill(cells, Absent.CELL);
        HistoryFold end = columns.fold(key);
        end.add(new Change(
                Operation.TRUNCATE,
                new ChangePosition(extent.epoch(), extent.consistentPoint(), -1),
                cells,
                null,
                time));
        end.finish();
        HistoryChange.of(snapshot, evolution, key, end).applyTo(transaction, snapshot);
    }
}
