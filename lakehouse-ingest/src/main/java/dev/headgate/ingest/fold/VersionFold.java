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
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One row for each state that a row of the source had after a transaction. What it was within a transaction nobody has seen, and
 * is no state.
 */
public final class VersionFold implements HistoryFold {
    private final KeyedFold fold;
    private final int[] keyOrdinals;
    private final Columns columns;
    private final Map<RowKey, Version> open = new LinkedHashMap<>();
    private final List<Version> closed = new ArrayList<>();
    private final Map<RowKey, Moment> ended = new LinkedHashMap<>();
    private final Set<RowKey> changing = new LinkedHashSet<>();
    private boolean truncating;
    private @Nullable Moment running;
    private @Nullable Moment allEnded;

    /**
     * Columns of a version.
     *
     * @param fromTime commit time of the transaction that brought it
     * @param toTime commit time of the transaction that ended it; null while it is the row
     * @param fromLsn commit LSN of the first
     * @param toLsn commit LSN of the second; null while it is the row
     */
    public record Columns(int fromTime, int toTime, int fromLsn, int toLsn) {}

    /** A state and when it held. */
    private static final class Version {
        private final @Nullable Object[] cells;
        private final Moment from;
        private final @Nullable Moment to;

        private Version(@Nullable Object[] cells, Moment from, @Nullable Moment to) {
            this.cells = cells;
            this.from = from;
            this.to = to;
        }
    }

    public VersionFold(int[] keyOrdinals, Columns columns) {
        this.fold = new KeyedFold(keyOrdinals);
        this.keyOrdinals = keyOrdinals.clone();
        this.columns = columns;
    }

    @Override
    public void add(Change change) {
        Moment moment = change.moment();
        Moment before = running;
        if (before != null && !before.isSame(moment)) {
            endTransaction(before);
        }
        running = moment;
        fold.add(change);
        if (change.operation() == Operation.TRUNCATE) {
            truncating = true;
            changing.addAll(open.keySet());
        } else {
            changing.add(RowKey.of(change.cells(), keyOrdinals));
        }
    }

    @Override
    public void finish() {
        Moment last = running;
        if (last != null) {
            endTransaction(last);
        }
        running = null;
    }

    private void endTransaction(Moment moment) {
        for (RowKey key : changing) {
            if (allEnded == null) {
                // The destination's version ends with the first change of the key.
                ended.putIfAbsent(key, moment);
            }
            Version version = open.remove(key);
            if (version != null) {
                closed.add(new Version(version.cells, version.from, moment));
            }
            @Nullable Object @Nullable [] row = fold.row(key);
            if (row != null) {
                open.put(key, new Version(row, moment, null));
            }
        }
        if (truncating && allEnded == null) {
            allEnded = moment;
        }
        changing.clear();
        truncating = false;
    }

    @Override
    public int markOrdinal() {
        return columns.toLsn();
    }

    @Override
    public boolean concerns(RowKey key, @Nullable Object mark) {
        return mark == null && (allEnded != null || ended.containsKey(key));
    }

    @Override
    public boolean concernsAll() {
        return allEnded != null;
    }

    @Override
    public Set<RowKey> keys() {
        return Collections.unmodifiableSet(ended.keySet());
    }

    @Override
    public @Nullable Object @Nullable [] after(RowKey key, @Nullable Object[] row) {
        Moment end = ended.getOrDefault(key, allEnded);
        return end == null ? row : ended(row, end, columns);
    }

    /** A version of the destination, ended. */
    public static @Nullable Object[] ended(@Nullable Object[] row, Moment end, Columns columns) {
        @Nullable Object[] version = Arrays.copyOf(row, row.length);
        version[columns.toTime()] = end.commitTime();
        version[columns.toLsn()] = end.commitLsn();
        return version;
    }

    @Override
    public Set<RowKey> carriedKeys() {
        Set<RowKey> keys = new HashSet<>();
        Stream.concat(closed.stream(), open.values().stream()).forEach(version -> Carried.addKeys(version.cells, keys));
        return keys;
    }

    @Override
    public Iterator<@Nullable Object[]> rows(Map<RowKey, @Nullable Object[]> destination) {
        return Stream.concat(closed.stream(), open.values().stream())
                .map(version -> version(KeyedFold.complete(version.cells, destination), version.from, version.to))
                .iterator();
    }

    private @Nullable Object[] version(@Nullable Object[] cells, Moment from, @Nullable Moment to) {
        @Nullable Object[] row = Arrays.copyOf(cells, cells.length);
        row[columns.fromTime()] = from.commitTime();
        row[columns.fromLsn()] = from.commitLsn();
        row[columns.toTime()] = to == null ? null : to.commitTime();
        row[columns.toLsn()] = to == null ? null : to.commitLsn();
        return row;
    }

    @Override
    public long rowCount() {
        return (long) closed.size() + open.size();
    }

    @Override
    public long deletedCount() {
        return ended.keySet().stream().filter(key -> !open.containsKey(key)).count();
    }

    @Override
    public @Nullable Object[] untouched(Change copied) {
        return version(copied.cells(), copied.moment(), null);
    }

    @Override
    public @Nullable Object[] truncated(Change copied, Moment by) {
        return version(copied.cells(), copied.moment(), by);
    }
}
