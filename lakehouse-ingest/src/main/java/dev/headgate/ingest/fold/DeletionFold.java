package dev.headgate.ingest.fold;

import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.row.Moment;
import dev.headgate.ingest.row.Operation;
import dev.headgate.ingest.row.RowKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One row for each key that there ever was: a deleted one keeps the values that it had, and says that it is deleted. */
public final class DeletionFold implements HistoryFold {
    private final KeyedFold fold;
    private final int[] keyOrdinals;
    private final int deletedOrdinal;
    private final int timeOrdinal;
    private final Set<RowKey> touched = new LinkedHashSet<>();
    private final Map<RowKey, Deleted> deleted = new LinkedHashMap<>();
    private @Nullable Moment truncate;

    /** What was deleted. */
    private static final class Deleted {
        private final Moment moment;
        /** Null: the destination's row. */
        private final @Nullable Object @Nullable [] cells;

        private Deleted(Moment moment, @Nullable Object @Nullable [] cells) {
            this.moment = moment;
            this.cells = cells;
        }
    }

    /**
     * @param deletedOrdinal column that says whether the row is deleted
     * @param timeOrdinal column that says since when
     */
    public DeletionFold(int[] keyOrdinals, int deletedOrdinal, int timeOrdinal) {
        this.fold = new KeyedFold(keyOrdinals);
        this.keyOrdinals = keyOrdinals.clone();
        this.deletedOrdinal = deletedOrdinal;
        this.timeOrdinal = timeOrdinal;
    }

    @Override
    public void add(Change change) {
        if (change.operation() == Operation.TRUNCATE) {
            fold.liveKeys().forEach(key -> deleted.put(key, new Deleted(change.moment(), fold.row(key))));
            truncate = truncate == null ? change.moment() : truncate;
            fold.add(change);
            return;
        }
        RowKey key = RowKey.of(change.cells(), keyOrdinals);
        @Nullable Object @Nullable [] before = fold.row(key);
        fold.add(change);
        touched.add(key);
        if (change.operation() == Operation.DELETE) {
            deleted.put(key, new Deleted(change.moment(), before));
        } else {
            deleted.remove(key);
        }
    }

    @Override
    public void finish() {
        // Nothing is open.
    }

    @Override
    public int markOrdinal() {
        return deletedOrdinal;
    }

    @Override
    public boolean concerns(RowKey key, @Nullable Object mark) {
        return touched.contains(key) || (truncate != null && !Boolean.TRUE.equals(mark));
    }

    @Override
    public boolean concernsAll() {
        return truncate != null;
    }

    @Override
    public Set<RowKey> keys() {
        return Collections.unmodifiableSet(touched);
    }

    @Override
    public @Nullable Object @Nullable [] after(RowKey key, @Nullable Object[] row) {
        Deleted gone = deleted.get(key);
        if (fold.row(key) != null || (gone != null && gone.cells != null)) {
            return null;
        }
        Moment moment = gone == null ? truncate : gone.moment;
        boolean already = Boolean.TRUE.equals(row[deletedOrdinal]);
        return already || moment == null ? row : marked(row, moment);
    }

    @Override
    public Set<RowKey> carriedKeys() {
        Set<RowKey> keys = new HashSet<>(fold.carriedColumns().keySet());
        for (Deleted row : deleted.values()) {
            Carried.addKeys(row.cells, keys);
        }
        return keys;
    }

    @Override
    public Iterator<@Nullable Object[]> rows(Map<RowKey, @Nullable Object[]> destination) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (RowKey key : fold.liveKeys()) {
            rows.add(marked(KeyedFold.complete(Objects.requireNonNull(fold.row(key)), destination), null));
        }
        for (Deleted row : deleted.values()) {
            if (row.cells != null) {
                rows.add(marked(KeyedFold.complete(row.cells, destination), row.moment));
            }
        }
        return rows.iterator();
    }

    /** @param since when it was deleted; null for a row that is there */
    private @Nullable Object[] marked(@Nullable Object[] row, @Nullable Moment since) {
        @Nullable Object[] marked = Arrays.copyOf(row, row.length);
        marked[deletedOrdinal] = since != null;
        marked[timeOrdinal] = since == null ? null : since.commitTime();
        return marked;
    }

    @Override
    public long rowCount() {
        return fold.rowCount()
                + deleted.values().stream().filter(row -> row.cells != null).count();
    }

    @Override
    public long deletedCount() {
        return deleted.size();
    }

    @Override
    public @Nullable Object[] untouched(Change copied) {
        return marked(copied.cells(), null);
    }

    @Override
    public @Nullable Object[] truncated(Change copied, Moment by) {
        return marked(copied.cells(), by);
    }
}
