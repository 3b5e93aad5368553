package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.fold.HistoryFold;
import dev.headgate.ingest.row.RowKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The change of a table whose rows stay in some form. A first reading of key columns tells which rows become others; these are
 * read whole, one file after the other, while the new ones are written. One thread.
 */
final class HistoryChange {
    private final DeltaSnapshot snapshot;
    private final SchemaEvolution evolution;
    private final int[] keyOrdinals;
    private final HistoryFold fold;
    private final Map<DeltaSnapshot.DataFile, RoaringBitmap> concerned = new LinkedHashMap<>();
    private final Set<RowKey> found = new HashSet<>();
    private final Set<RowKey> carriedKeys;
    private final Map<RowKey, @Nullable Object[]> carried = new HashMap<>();

    private HistoryChange(DeltaSnapshot snapshot, SchemaEvolution evolution, int[] keyOrdinals, HistoryFold fold) {
        this.snapshot = snapshot;
        this.evolution = evolution;
        this.keyOrdinals = keyOrdinals;
        this.fold = fold;
        this.carriedKeys = fold.carriedKeys();
    }

    /** @param fold finished */
    static ContentChange of(DeltaSnapshot snapshot, SchemaEvolution evolution, int[] keyOrdinals, HistoryFold fold)
            throws IOException {
        HistoryChange change = new HistoryChange(snapshot, evolution, keyOrdinals, fold);
        int columns = snapshot.schema().length();
        if (Arrays.stream(keyOrdinals).allMatch(ordinal -> ordinal < columns)) {
            change.find();
        }
        return new ContentChange(false, change.concerned, new Rows(change), fold.rowCount(), fold.deletedCount(), 0);
    }

    private void find() throws IOException {
        KeyPruning pruning = new KeyPruning(keyOrdinals, fold.keys());
        int mark = fold.markOrdinal() < snapshot.schema().length() ? fold.markOrdinal() : -1;
        int[] ordinals = mark < 0 ? keyOrdinals : Arrays.copyOf(keyOrdinals, keyOrdinals.length + 1);
        if (mark >= 0) {
            ordinals[keyOrdinals.length] = mark;
        }
        for (DeltaSnapshot.DataFile file : snapshot.files()) {
            if (fold.concernsAll() || pruning.admits(file)) {
                RoaringBitmap rows = new RoaringBitmap();
                snapshot.read(file, ordinals, (rowIndex, cells) -> {
                    RowKey key = key(cells);
                    if (fold.concerns(key, mark < 0 ? null : cells[keyOrdinals.length])) {
                        requireSingle(key);
                        rows.add(Math.toIntExact(rowIndex));
                    }
                });
                if (!rows.isEmpty()) {
                    concerned.put(file, rows);
                }
            }
        }
    }

    private RowKey key(@Nullable Object[] cells) {
        List<@Nullable Object> key = new ArrayList<>(keyOrdinals.length);
        for (int i = 0; i < keyOrdinals.length; i++) {
            key.add(evolution.adapt(keyOrdinals[i], cells[i]));
        }
        return new RowKey(key);
    }

    private void requireSingle(RowKey key) {
        if (!found.add(key)) {
            throw new IngestException(
                    IngestErrorCode.CHANGE_CONTRADICTS, "The destination has two rows of one key", Map.of());
        }
    }

    /** What becomes of the concerned rows of a file. */
    private List<@Nullable Object[]> after(DeltaSnapshot.DataFile file, RoaringBitmap rows) throws IOException {
        int texts = SchemaEvolution.textsOrdinal(snapshot.schema());
        int[] ordinals = IntStream.range(0, snapshot.schema().length())
                .filter(ordinal -> ordinal != texts)
                .toArray();
        int width = evolution.schema().length();
        List<@Nullable Object[]> after = new ArrayList<>();
        snapshot.read(file, ordinals, (rowIndex, cells) -> {
            if (rows.contains(Math.toIntExact(rowIndex))) {
                @Nullable Object[] row = new @Nullable Object[width];
                for (int i = 0; i < ordinals.length; i++) {
                    row[ordinals[i]] = evolution.adapt(ordinals[i], cells[i]);
                }
                RowKey key = RowKey.of(row, keyOrdinals);
                if (carriedKeys.contains(key)) {
                    carried.put(key, row);
                }
                @Nullable Object @Nullable [] next = fold.after(key, row);
                if (next != null) {
                    after.add(next);
                }
            }
        });
        return after;
    }

    /** First the rows that were there, then those that come, which may take values of them. */
    private static final class Rows implements Iterator<@Nullable Object[]> {
        private final HistoryChange change;
        private final Iterator<Map.Entry<DeltaSnapshot.DataFile, RoaringBitmap>> files;
        private Iterator<@Nullable Object[]> rows =
                List.<@Nullable Object[]>of().iterator();
        private boolean last;

        private Rows(HistoryChange change) {
            this.change = change;
            this.files = change.concerned.entrySet().iterator();
        }

        @Override
        public boolean hasNext() {
            while (!rows.hasNext() && !last) {
                if (files.hasNext()) {
                    Map.Entry<DeltaSnapshot.DataFile, RoaringBitmap> file = files.next();
                    try {
                        rows = change.after(file.getKey(), file.getValue()).iterator();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                } else {
                    rows = change.fold.rows(change.carried);
                    last = true;
                }
            }
            return rows.hasNext();
        }

        @Override
        public @Nullable Object[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return rows.next();
        }
    }
}
