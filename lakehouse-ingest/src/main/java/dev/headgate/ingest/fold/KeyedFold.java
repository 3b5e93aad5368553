package dev.headgate.ingest.fold;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.row.Absent;
import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.row.ChangePosition;
import dev.headgate.ingest.row.Operation;
import dev.headgate.ingest.row.RowKey;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds the changes of a table with a key, oldest to newest, column by column.
 *
 * <pre>
 * change             row of the key afterwards            a value that the change does not carry
 * c r                the change                           (c with old key) as the row of the old key had it before its delete
 * u                  the change                           as the row had it
 * d                  none
 * t                  no key has a row any more
 * </pre>
 *
 * Where the row that "had it" is not among the changes folded so far, it is the destination's row of that key: the value
 * is {@link Carried}, and follows the row through later updates and key changes until it is looked up at the end.
 *
 * <p>Rows must come in order. A change that is impossible after the ones before is an error, not skipped. One thread.
 */
public final class KeyedFold {
    private final int[] keyOrdinals;
    private final Map<RowKey, @Nullable Object @Nullable []> rows = new LinkedHashMap<>();
    private boolean truncated;
    private @Nullable ChangePosition last;
    private @Nullable SourceRow lastDelete;

    /** The row that a change takes values from: one that was just deleted, or the one that it updates. */
    private static final class SourceRow {
        private final RowKey key;
        private final ChangePosition position;
        /** Null: it was the destination's. */
        private final @Nullable Object @Nullable [] cells;

        private SourceRow(RowKey key, ChangePosition position, @Nullable Object @Nullable [] cells) {
            this.key = key;
            this.position = position;
            this.cells = cells;
        }
    }

    /** @param keyOrdinals where the key columns stand in a change's cells, in key order */
    public KeyedFold(int[] keyOrdinals) {
        this.keyOrdinals = keyOrdinals.clone();
    }

    /**
     * Folds one more change.
     *
     * @throws IngestException it contradicts the changes before
     */
    public void add(Change change) {
        ChangePosition before = last;
        // Snapshot rows of one consistent point all stand at the same position.
        boolean inOrder = before == null
                || before.compareTo(change.position()) < 0
                || (change.operation() == Operation.SNAPSHOT && before.equals(change.position()));
        if (!inOrder) {
            throw Contradiction.at(change, "A change is not after the one before it, " + before);
        }
        last = change.position();
        switch (change.operation()) {
            case TRUNCATE -> truncate();
            case DELETE -> delete(change);
            case INSERT -> insert(change);
            case SNAPSHOT -> rows.put(RowKey.of(change.cells(), keyOrdinals), change.cells());
            case UPDATE -> update(change);
        }
    }

    private void truncate() {
        rows.clear();
        truncated = true;
        lastDelete = null;
    }

    private void delete(Change change) {
        RowKey key = RowKey.of(change.cells(), keyOrdinals);
        boolean known = rows.containsKey(key);
        @Nullable Object @Nullable [] row = rows.get(key);
        if (row == null && (known || truncated)) {
            throw Contradiction.at(change, "A row is deleted that is not there");
        }
        lastDelete = new SourceRow(key, change.position(), row);
        rows.put(key, null);
    }

    private void insert(Change change) {
        RowKey key = RowKey.of(change.cells(), keyOrdinals);
        if (rows.get(key) != null) {
            throw Contradiction.at(change, "A row is inserted whose key is there already");
        }
        rows.put(key, change.lacksValues() ? filled(change, replacedRow(change)) : change.cells());
    }

    /** The row that the insert of a key change replaces: the change before must have deleted it. */
    private SourceRow replacedRow(Change change) {
        SourceRow deleted = lastDelete;
        if (deleted == null
                || !deleted.key.equals(change.oldKey())
                || !change.position().isNextAfter(deleted.position)) {
            throw Contradiction.at(
                    change, "An insert leaves out values, and does not follow the delete of the row it replaces");
        }
        return deleted;
    }

    private void update(Change change) {
        RowKey key = RowKey.of(change.cells(), keyOrdinals);
        boolean known = rows.containsKey(key);
        @Nullable Object @Nullable [] row = rows.get(key);
        if (row == null && (known || truncated)) {
            throw Contradiction.at(change, "A row is updated that is not there");
        }
        rows.put(
                key,
                change.lacksValues() ? filled(change, new SourceRow(key, change.position(), row)) : change.cells());
    }

    private static @Nullable Object[] filled(Change change, SourceRow from) {
        @Nullable Object[] cells = change.cells().clone();
        @Nullable Object @Nullable [] source = from.cells;
        for (int i = 0; i < cells.length; i++) {
            if (cells[i] == Absent.CELL) {
                cells[i] = source == null ? new Carried(from.key) : source[i];
            }
        }
        return cells;
    }

    /** Whether a truncate was among the changes: no row that the destination had before stays. */
    public boolean truncated() {
        return truncated;
    }

    /** Keys whose rows the destination loses, if it has them; what they become is in {@link #rows}. */
    public Set<RowKey> touchedKeys() {
        return Collections.unmodifiableSet(rows.keySet());
    }

    /** Keys of destination rows that are needed for their values, each with the columns that are needed. */
    public Map<RowKey, BitSet> carriedColumns() {
        Map<RowKey, BitSet> needed = new HashMap<>();
        for (@Nullable Object @Nullable [] row : rows.values()) {
            for (int i = 0; row != null && i < row.length; i++) {
                if (row[i] instanceof Carried carried) {
                    needed.computeIfAbsent(carried.key(), key -> new BitSet()).set(i);
                }
            }
        }
        return needed;
    }

    /** The row of a key as it is now, perhaps with {@link Carried} values; null for none, or if nothing touched it. */
    @Nullable
    Object @Nullable [] row(RowKey key) {
        return rows.get(key);
    }

    /** Keys that have a row now, of those that were touched. */
    List<RowKey> liveKeys() {
        return rows.entrySet().stream()
                .filter(row -> row.getValue() != null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether a key that was touched has a row in the end. */
    public boolean keeps(RowKey key) {
        return rows.get(key) != null;
    }

    /** Number of rows that the destination gets. */
    public long rowCount() {
        return rows.values().stream().filter(row -> row != null).count();
    }

    /**
     * Every row that the destination gets, complete.
     *
     * @param destination cells of the rows named by {@link #carriedColumns}, as far as they exist
     * @return lazily; its {@code next} throws an {@link IngestException} when a value is in no change and not in the
     *     destination
     */
    public Iterator<@Nullable Object[]> rows(Map<RowKey, @Nullable Object[]> destination) {
        return rows.values().stream()
                .filter(Objects::nonNull)
                .map(row -> complete(row, destination))
                .iterator();
    }

    /** A row with every {@link Carried} value looked up. */
    static @Nullable Object[] complete(@Nullable Object[] row, Map<RowKey, @Nullable Object[]> destination) {
        @Nullable Object @Nullable [] completed = null;
        for (int i = 0; i < row.length; i++) {
            if (row[i] instanceof Carried carried) {
                @Nullable Object @Nullable [] source = destination.get(carried.key());
                if (source == null) {
                    throw new IngestException(
                            IngestErrorCode.VALUE_UNKNOWN,
                            "A change leaves out the value of a row that is not in the destination",
                            Map.of());
                }
                completed = completed == null ? row.clone() : completed;
                completed[i] = source[i];
            }
        }
        return completed == null ? row : completed;
    }
}
