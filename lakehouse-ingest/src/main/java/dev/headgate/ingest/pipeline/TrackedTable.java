package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.TableName;
import dev.headgate.staging.schema.TableSchema;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the log has said about one table, up to an entry; and what was committed for it. One thread. */
final class TrackedTable {
    private final TableName name;
    private final Set<String> columnsLeftOut;
    private final NavigableMap<Integer, TableSchema> schemas = new TreeMap<>();
    private Generation current = Generation.ofAllChanges();
    private @Nullable Generation loading;
    private long heldAfter;
    private long committedEntry;
    private boolean started;
    private boolean removed;
    private boolean leftOut;
    private @Nullable Standstill standstill;

    /** @param columnsLeftOut names of staged columns that do not go to the destination */
    TrackedTable(TableName name, Set<String> columnsLeftOut) {
        this.name = name;
        this.columnsLeftOut = columnsLeftOut;
    }

    TableName name() {
        return name;
    }

    /** Staged schemas by version. */
    NavigableMap<Integer, TableSchema> schemas() {
        return schemas;
    }

    /** A staged schema without the columns that are left out; null if the log did not describe it. */
    @Nullable
    TableSchema schema(int version) {
        TableSchema staged = schemas.get(version);
        return staged == null ? null : reduced(staged);
    }

    /** The newest of them. */
    TableSchema newestSchema() {
        return reduced(schemas.lastEntry().getValue());
    }

    private TableSchema reduced(TableSchema staged) {
        List<Column> columns = staged.columns().stream()
                .filter(column ->
                        !columnsLeftOut.contains(column.name()) || staged.key().contains(column.name()))
                .toList();
        return columns.isEmpty() ? staged : new TableSchema(columns, staged.key());
    }

    /** @throws IngestException a column is left out that the table cannot be without */
    void requireColumns() {
        for (TableSchema staged : schemas.values()) {
            boolean all = staged.columns().stream().allMatch(column -> columnsLeftOut.contains(column.name()));
            String key = staged.key().stream()
                    .filter(columnsLeftOut::contains)
                    .findFirst()
                    .orElse("");
            if (all || !key.isEmpty()) {
                throw new IngestException(
                        IngestErrorCode.COLUMN_REQUIRED,
                        all
                                ? "exclude_columns leaves out every column"
                                : "exclude_columns leaves out key column " + key,
                        Map.of());
            }
        }
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

    /** Why nothing is applied to it; null while it goes on. */
    @Nullable
    Standstill standstill() {
        return standstill;
    }

    void stand(Standstill nowStandstill) {
        standstill = nowStandstill;
    }

    /** Whether the pipeline did not take the table: then its content has to be built again before it goes on. */
    boolean leftOut() {
        return leftOut;
    }

    void leaveOut() {
        leftOut = true;
        standstill = null;
    }

    /** It has everything up to the entry that its source is at. */
    void goOn() {
        standstill = null;
        leftOut = false;
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
