package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.fold.KeyedFold;
import dev.headgate.ingest.row.RowKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Finds the rows of the keys that changed, and the values that the changes leave out. Reads the key columns of the files that
 * may hold one of the keys, and other columns only of files with rows whose values are needed. One thread.
 */
final class KeyedChange {
    private final DeltaSnapshot snapshot;
    private final SchemaEvolution evolution;
    private final int[] keyOrdinals;
    private final KeyedFold fold;
    private final Map<DeltaSnapshot.DataFile, RoaringBitmap> gone = new LinkedHashMap<>();
    private final Set<RowKey> found = new HashSet<>();
    private final Map<RowKey, @Nullable Object[]> carried = new HashMap<>();
    private long deleted;

    private KeyedChange(DeltaSnapshot snapshot, SchemaEvolution evolution, int[] keyOrdinals, KeyedFold fold) {
        this.snapshot = snapshot;
        this.evolution = evolution;
        this.keyOrdinals = keyOrdinals;
        this.fold = fold;
    }

    static ContentChange of(DeltaSnapshot snapshot, SchemaEvolution evolution, int[] keyOrdinals, KeyedFold fold)
            throws IOException {
        KeyedChange change = new KeyedChange(snapshot, evolution, keyOrdinals, fold);
        // A key column that the table does not have yet has no row in it.
        boolean searchable = !fold.truncated() && change.hasKeyColumns();
        if (searchable) {
            change.find();
        }
        return new ContentChange(
                fold.truncated(),
                change.gone,
                fold.rows(change.carried),
                fold.rowCount(),
                fold.truncated() ? snapshot.rows() : change.deleted,
                0);
    }

    private boolean hasKeyColumns() {
        int columns = snapshot.schema().length();
        for (int ordinal : keyOrdinals) {
            if (ordinal >= columns) {
                return false;
            }
        }
        return true;
    }

    private void find() throws IOException {
        Set<RowKey> touched = fold.touchedKeys();
        Map<RowKey, BitSet> needed = fold.carriedColumns();
        KeyPruning pruning = new KeyPruning(keyOrdinals, touched);
        for (DeltaSnapshot.DataFile file : snapshot.files()) {
            if (pruning.admits(file)) {
                find(file, touched, needed);
            }
        }
    }

    private void find(DeltaSnapshot.DataFile file, Set<RowKey> touched, Map<RowKey, BitSet> needed) throws IOException {
        RoaringBitmap rows = new RoaringBitmap();
        Map<Long, RowKey> sources = new HashMap<>();
        snapshot.read(file, keyOrdinals, (rowIndex, cells) -> {
            RowKey key = adapted(cells);
            if (touched.contains(key)) {
                requireSingle(key);
                rows.add(Math.toIntExact(rowIndex));
                deleted += fold.keeps(key) ? 0 : 1;
                if (needed.containsKey(key)) {
                    sources.put(rowIndex, key);
                }
            }
        });
        if (!rows.isEmpty()) {
            gone.put(file, rows);
        }
        if (!sources.isEmpty()) {
            readCarried(file, sources, needed);
        }
    }

    private RowKey adapted(@Nullable Object[] cells) {
        List<@Nullable Object> key = new ArrayList<>(cells.length);
        for (int i = 0; i < cells.length; i++) {
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

    private void readCarried(DeltaSnapshot.DataFile file, Map<Long, RowKey> sources, Map<RowKey, BitSet> needed)
            throws IOException {
        BitSet columns = new BitSet();
        sources.values().forEach(key -> columns.or(needed.getOrDefault(key, new BitSet())));
        // A column that is new with this batch is null in the table.
        columns.clear(
                snapshot.schema().length(),
                Math.max(columns.length(), snapshot.schema().length()));
        int[] ordinals = columns.stream().toArray();
        int width = evolution.schema().length();
        snapshot.read(file, ordinals, (rowIndex, cells) -> {
            RowKey key = sources.get(rowIndex);
            if (key != null) {
                @Nullable Object[] row = new @Nullable Object[width];
                for (int i = 0; i < ordinals.length; i++) {
                    row[ordinals[i]] = evolution.adapt(ordinals[i], cells[i]);
                }
                carried.put(key, row);
            }
        });
    }
}
