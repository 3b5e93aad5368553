package dev.headgate.ingest.fold;

import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.row.Moment;
import dev.headgate.ingest.row.RowKey;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds the changes of a table with a key, of which rows stay in some form after they were changed or deleted. Add all
 * changes in order, then {@link #finish}; the other methods are for after that. One thread.
 */
public interface HistoryFold {
    /**
     * Folds one more change.
     *
     * @throws dev.headgate.ingest.error.IngestException it contradicts the changes before
     */
    void add(Change change);

    /** There are no more changes. */
    void finish();

    /** Column of the destination by which {@link #concerns} tells rows. */
    int markOrdinal();

    /** Whether a row of the destination becomes another one, or goes. */
    boolean concerns(RowKey key, @Nullable Object mark);

    /** Whether rows of any key are concerned, not only those of {@link #keys}. */
    boolean concernsAll();

    /** Keys that the changes name. */
    Set<RowKey> keys();

    /**
     * What becomes of a row of the destination that is concerned.
     *
     * @param row complete
     * @return null if nothing: it goes, or is among the new rows in another form
     */
    @Nullable
    Object @Nullable [] after(RowKey key, @Nullable Object[] row);

    /** Keys whose rows in the destination are needed for the values that the changes leave out. */
    Set<RowKey> carriedKeys();

    /**
     * The rows that come, complete.
     *
     * @param destination rows of {@link #carriedKeys}, as far as they exist
     */
    Iterator<@Nullable Object[]> rows(Map<RowKey, @Nullable Object[]> destination);

    /** How many these are. */
    long rowCount();

    /** Keys that have no row any more at the source. */
    long deletedCount();

    /** A copied row that no change names. */
    @Nullable
    Object[] untouched(Change copied);

    /** A copied row that no change names, but a truncate took away. */
    @Nullable
    Object[] truncated(Change copied, Moment truncate);
}
