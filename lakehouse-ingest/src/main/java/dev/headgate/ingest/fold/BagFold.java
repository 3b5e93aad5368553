package dev.headgate.ingest.fold;

import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.row.ChangePosition;
import dev.headgate.ingest.row.Operation;
import dev.headgate.ingest.row.RowKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds the changes of a table without key, oldest to newest: its rows are a bag. An insert adds one row, a delete takes
 * away one that is equal in all columns, NULL and NaN included. Which of several equal ones does not matter.
 *
 * <p>Rows must come in order. One thread.
 */
public final class BagFold {
    private final Map<RowKey, Integer> added = new LinkedHashMap<>();
    private final Map<RowKey, Integer> removed = new HashMap<>();
    private boolean truncated;
    private @Nullable ChangePosition last;

    /**
     * Folds one more change.
     *
     * @throws dev.headgate.ingest.error.IngestException it contradicts the changes before
     */
    public void add(Change change) {
        ChangePosition before = last;
        boolean inOrder = before == null
                || before.compareTo(change.position()) < 0
                || (change.operation() == Operation.SNAPSHOT && before.equals(change.position()));
        if (!inOrder) {
            throw Contradiction.at(change, "A change is not after the one before it, " + before);
        }
        last = change.position();
        switch (change.operation()) {
            case TRUNCATE -> {
                added.clear();
                removed.clear();
                truncated = true;
            }
            case INSERT, SNAPSHOT -> insert(change);
            case DELETE -> delete(change);
            case UPDATE ->
                throw Contradiction.at(change, "A table without key has an update that does not name the old row");
        }
    }

    private void insert(Change change) {
        if (change.lacksValues()) {
            throw Contradiction.at(change, "An insert into a table without key leaves out values");
        }
        added.merge(whole(change), 1, Integer::sum);
    }

    private void delete(Change change) {
        RowKey row = whole(change);
        Integer count = added.get(row);
        if (count != null) {
            if (count == 1) {
                added.remove(row);
            } else {
                added.put(row, count - 1);
            }
        } else if (truncated) {
            throw Contradiction.at(change, "A row is deleted that is not there");
        } else {
            removed.merge(row, 1, Integer::sum);
        }
    }

    private static RowKey whole(Change change) {
        return new RowKey(Arrays.asList(change.cells()));
    }

    /** Whether a truncate was among the changes: no row that the destination had before stays. */
    public boolean truncated() {
        return truncated;
    }

    /** Rows that the destination loses, each with how many copies of it. */
    public Map<RowKey, Integer> removed() {
        return Collections.unmodifiableMap(removed);
    }

    /** Number of rows that the destination gets. */
    public long rowCount() {
        return added.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Every row that the destination gets, as often as it gets it. */
    public Iterator<@Nullable Object[]> rows() {
        return added.entrySet().stream()
                .flatMap(row ->
                        Collections.nCopies(row.getValue(), row.getKey().cells().toArray()).stream())
                .iterator();
    }
}
