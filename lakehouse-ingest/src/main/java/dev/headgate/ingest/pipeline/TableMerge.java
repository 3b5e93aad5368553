package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.WriteMode;
import dev.headgate.ingest.delta.CommitConflictException;
import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.DeltaTransaction;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.fold.BagFold;
import dev.headgate.ingest.fold.HistoryFold;
import dev.headgate.ingest.fold.KeyedFold;
import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.ingest.staged.StagedReader;
import dev.headgate.staging.schema.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies the changes of a batch of entries to one table, in one commit that also records the last of these entries. Files of
 * entries that the table has already are left out: a batch may be applied again, and cut otherwise than before. One thread.
 */
final class TableMerge {
    private final StagedReader reader;
    private final Destination destination;
    private final TrackedTable tracked;

    TableMerge(StagedReader reader, Destination destination, TrackedTable tracked) {
        this.reader = reader;
        this.destination = destination;
        this.tracked = tracked;
    }

    /**
     * Applies, again and again while others commit to the table.
     *
     * @param files of changes, of consecutive entries
     * @param lastEntry the last of these entries
     * @return null if there was nothing to do
     */
    @Nullable
    TableResult apply(List<StagedFile> files, long lastEntry) throws IOException {
        while (true) {
            long begun = System.nanoTime();
            DeltaSnapshot snapshot = destination.load(tracked.committedEntry());
            long committed = snapshot == null
                    ? 0
                    : snapshot.committed(destination.applicationId()).orElse(0);
            List<StagedFile> fresh = files.stream()
                    .filter(file -> isFresh(file, committed))
                    .sorted(Comparator.comparingLong(StagedFile::entry)
                            .thenComparing(file -> file.file().min()))
                    .toList();
            if (fresh.isEmpty()) {
                tracked.committed(committed);
                return null;
            }
            try {
                return merge(snapshot, fresh, lastEntry, begun);
            } catch (CommitConflictException e) {
                // Somebody else committed: what is there now decides.
            }
        }
    }

    private static boolean isFresh(StagedFile file, long committedEntry) {
        return file.entry() > committedEntry;
    }

    private @Nullable TableResult merge(
            @Nullable DeltaSnapshot loaded, List<StagedFile> files, long lastEntry, long begun)
            throws IOException, CommitConflictException {
        if (loaded != null) {
            destination.requireMode(loaded);
        }
        SchemaEvolution evolution = new SchemaEvolution(loaded == null ? null : loaded.schema(), false);
        List<TableSchema> schemas = files.stream().map(StagedFile::schema).toList();
        String prefix = files.get(0).metadataPrefix();
        StagedLayouts layouts = StagedLayouts.place(schemas, evolution, destination.mode(), prefix);
        DeltaSnapshot snapshot = loaded;
        if (snapshot == null) {
            // Kernel gives each column the name that it has in files, and so the table is there before its first rows.
            snapshot = destination.create(evolution);
            evolution = new SchemaEvolution(snapshot.schema(), false);
            layouts = StagedLayouts.place(schemas, evolution, destination.mode(), prefix);
        }
        ContentChange change = fold(snapshot, evolution, layouts, files);
        if (change.isEmpty() && !evolution.changed()) {
            return null;
        }
        DeltaTransaction transaction = snapshot.begin(evolution, destination.applicationId(), lastEntry, Map.of());
        change.applyTo(transaction, snapshot);
        long version = transaction.commit();
        tracked.committed(lastEntry);
        return new TableResult(
                tracked.name(),
                version,
                change.upserted(),
                change.deleted(),
                change.unmatched(),
                change.clears(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    private ContentChange fold(
            DeltaSnapshot snapshot, SchemaEvolution evolution, StagedLayouts layouts, List<StagedFile> files)
            throws IOException {
        int[] key = layouts.keyOrdinals();
        ModeColumns columns =
                new ModeColumns(destination.mode(), evolution, files.get(0).metadataPrefix());
        if (destination.mode() == WriteMode.APPEND) {
            ChangeLogRow log = columns.changeLog();
            List<@Nullable Object[]> rows = new ArrayList<>();
            read(files, layouts, evolution, change -> rows.add(log.of(change)));
            return new ContentChange(false, Map.of(), rows.iterator(), rows.size(), 0, 0);
        }
        if (ModeColumns.keepsHistory(destination.mode())) {
            HistoryFold history = columns.fold(key);
            read(files, layouts, evolution, history::add);
            history.finish();
            return HistoryChange.of(snapshot, evolution, key, history);
        }
        if (key.length > 0) {
            KeyedFold fold = new KeyedFold(key);
            read(files, layouts, evolution, fold::add);
            return KeyedChange.of(snapshot, evolution, key, fold);
        }
        BagFold fold = new BagFold();
        int width = evolution.schema().length();
        read(files, layouts, evolution, fold::add);
        return BagChange.of(snapshot, evolution, fold, width, tracked.current().number() > 0);
    }

    private void read(List<StagedFile> files, StagedLayouts layouts, SchemaEvolution evolution, Consumer<Change> fold)
            throws IOException {
        boolean[] texts = new boolean[1];
        for (StagedFile file : files) {
            reader.read(file, layouts.of(file), evolution.schema(), change -> {
                texts[0] |= change.hasUnrepresentable();
                fold.accept(change);
            });
        }
        if (texts[0]) {
            evolution.placeTexts(files.get(0).metadataPrefix() + "unrepresentable");
        }
    }
}
