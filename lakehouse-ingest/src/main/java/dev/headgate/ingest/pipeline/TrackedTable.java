package dev.headgate.ingest.pipeline;

import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the log has said about one table, up to an entry; and what was committed for it. One thread. */
final class TrackedTable {
    private final TableName name;
    private final NavigableMap<Integer, TableSchema> schemas = new TreeMap<>();
    private Generation current = Generation.ofAllChanges();
    private @Nullable Generation loading;
    private long heldAfter;
    private long committedEntry;
    private boolean started;
    private boolean removed;

    TrackedTable(TableName name) {
        this.name = name;
    }

    TableName name() {
        return name;
    }

    /** Staged schemas by version. */
    NavigableMap<Integer, TableSchema> schemas() {
        return schemas;
    }

    /** The generation that is the table. */
    Generation current() {
        return current;
    }

    /** The generation that is being copied; null for none. */
    @Nullable
    Generation loading() {
        return loading;
    }

    /**
     * A generation that begins while another one is not finished takes its place.
     *
     * @param altered the table was altered within the entry that says so: the one before does not get what that has of it
     */
    void startLoading(Generation generation, boolean altered) {
        if (loading == null) {
            heldAfter = generation.firstEntry() - (altered ? 1 : 0);
        }
        loading = generation;
        removed = false;
    }

    void finishLoading(int number, Generation.Extent extent) {
        Generation running = loading;
        if (running != null && running.number() == number) {
            loading = running.finished(extent);
        }
    }

    /** While a generation is being copied: the entry after which the table stays what it is. */
    long heldAfter() {
        return heldAfter;
    }

    /** The loading generation has become the table. */
    void switchOver() {
        current = Objects.requireNonNull(loading);
        loading = null;
        started = true;
    }

    void restore(Generation nowCurrent, @Nullable Generation nowLoading, long held, long entry, boolean isStarted) {
        heldAfter = held;
        current = nowCurrent;
        loading = nowLoading;
        committedEntry = entry;
        started = isStarted;
    }

    /** Whether there is a table: it has changes from before its first generation, or a generation is complete. */
    boolean started() {
        return started;
    }

    /** The log has changes of the table. */
    void sawChanges() {
        started |= loading == null;
    }

    /** The last entry that a commit to the destination carries; 0 before the first. */
    long committedEntry() {
        return committedEntry;
    }

    void committed(long entry) {
        committedEntry = entry;
    }

    /** Whether the table has left the source's selection. */
    boolean removed() {
        return removed;
    }

    void remove() {
        removed = true;
        loading = null;
    }
}
