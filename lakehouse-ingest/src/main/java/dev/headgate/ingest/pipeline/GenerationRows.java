package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.fold.BagFold;
import dev.headgate.ingest.fold.HistoryFold;
import dev.headgate.ingest.fold.KeyedFold;
import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.row.ChangePosition;
import dev.headgate.ingest.row.Operation;
import dev.headgate.ingest.row.RowKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a generation: those that were copied, with the changes since. Copied rows that no change concerns pass through
 * one by one, so that memory is needed for the changes only. One thread.
 */
final class GenerationRows implements Iterator<@Nullable Object[]> {
    private final Iterator<Change> copied;
    private final List<Change> held;
    private final int[] keyOrdinals;
    private final Set<RowKey> touched = new HashSet<>();
    private final List<Change> copiedAndTouched = new ArrayList<>();
    private final Map<RowKey, Integer> removed = new HashMap<>();
    private @Nullable BagFold bag;
    private final List<Change> truncates = new ArrayList<>();
    private final @Nullable HistoryFold history;
    private @Nullable Iterator<@Nullable Object[]> folded;
    private @Nullable Object @Nullable [] next;
    private @Nullable Long copyTime;
    private long count;

    /**
     * @param copied snapshot rows, in any order
     * @param held changes since, in their order
     * @param keyOrdinals empty for a table without key
     * @param history what keeps rows in some form; null if the rows are those of the source
     */
    GenerationRows(Iterator<Change> copied, List<Change> held, int[] keyOrdinals, @Nullable HistoryFold history) {
        this.history = history;
        this.copied = copied;
        this.held = held;
        this.keyOrdinals = keyOrdinals.clone();
        for (Change change : held) {
            if (change.operation() == Operation.TRUNCATE) {
                truncates.add(change);
            } else if (keyOrdinals.length > 0) {
                touched.add(RowKey.of(change.cells(), keyOrdinals));
            }
        }
        if (keyOrdinals.length == 0) {
            BagFold fold = new BagFold();
            held.forEach(fold::add);
            removed.putAll(fold.removed());
            bag = fold;
        }
    }

    /** When the copy was made, once all rows were given; without rows the time of the first change since, or null. */
    @Nullable
    Long copyTime() {
        return copyTime;
    }

    /** Number of rows given so far. */
    long count() {
        return count;
    }

    @Override
    public boolean hasNext() {
        while (next == null && copied.hasNext()) {
            next = passing(copied.next());
        }
        if (next == null) {
            Iterator<@Nullable Object[]> rest = folded;
            if (rest == null) {
                rest = fold();
                folded = rest;
            }
            next = rest.hasNext() ? rest.next() : null;
        }
        return next != null;
    }

    @Override
    public @Nullable Object[] next() {
        @Nullable Object @Nullable [] row = hasNext() ? next : null;
        if (row == null) {
            throw new NoSuchElementException();
        }
        next = null;
        count++;
        return row;
    }

    /** The row if no change concerns it; else null, and it is kept for the fold if it must be. */
    private @Nullable Object @Nullable [] passing(Change row) {
        copyTime = copyTime == null ? row.commitTime() : copyTime;
        Change truncate = truncateAfter(row.position());
        HistoryFold keeping = history;
        if (keeping == null && truncate != null) {
            return null;
        }
        if (keyOrdinals.length == 0) {
            return BagChange.takeOne(new RowKey(Arrays.asList(row.cells())), removed) ? null : row.cells();
        }
        if (touched.contains(RowKey.of(row.cells(), keyOrdinals))) {
            copiedAndTouched.add(row);
            return null;
        }
        if (keeping == null) {
            return row.cells();
        }
        return truncate == null ? keeping.untouched(row) : keeping.truncated(row, truncate.moment());
    }

    private @Nullable Change truncateAfter(ChangePosition position) {
        return truncates.stream()
                .filter(truncate -> position.compareTo(truncate.position()) < 0)
                .findFirst()
                .orElse(null);
    }

    private Iterator<@Nullable Object[]> fold() {
        BagFold bagFold = bag;
        if (bagFold != null) {
            if (!removed.isEmpty()) {
                throw new IngestException(
                        IngestErrorCode.CHANGE_CONTRADICTS,
                        "Rows are deleted that were neither copied nor inserted since",
                        Map.of());
            }
            return bagFold.rows();
        }
        copyTime = copyTime == null && !held.isEmpty() ? held.get(0).commitTime() : copyTime;
        List<Change> changes = new ArrayList<>(copiedAndTouched);
        changes.addAll(held);
        changes.sort(Comparator.comparing(Change::position));
        HistoryFold keeping = history;
        if (keeping != null) {
            changes.forEach(keeping::add);
            keeping.finish();
            return keeping.rows(Collections.emptyMap());
        }
        KeyedFold fold = new KeyedFold(keyOrdinals);
        changes.forEach(fold::add);
        return fold.rows(Collections.emptyMap());
    }
}
