package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.row.RowKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that say that they were deleted, while its content is replaced by a copy: the copy does not have them, and they
 * stay. Memory: their keys. One thread.
 */
final class DeletedRows {
    private final DeltaSnapshot snapshot;
    private final SchemaEvolution evolution;
    private final int[] keyOrdinals;
    private final Map<RowKey, DeltaSnapshot.DataFile> keys = new HashMap<>();

    private DeletedRows(DeltaSnapshot snapshot, SchemaEvolution evolution, int[] keyOrdinals) {
        this.snapshot = snapshot;
        this.evolution = evolution;
        this.keyOrdinals = keyOrdinals;
    }

    /** @param mark column that says so */
    static DeletedRows find(DeltaSnapshot snapshot, SchemaEvolution evolution, int[] keyOrdinals, int mark)
            throws IOException {
        DeletedRows rows = new DeletedRows(snapshot, evolution, keyOrdinals);
        int columns = snapshot.schema().length();
        if (mark < columns && Arrays.stream(keyOrdinals).allMatch(ordinal -> ordinal < columns)) {
            int[] ordinals = Arrays.copyOf(keyOrdinals, keyOrdinals.length + 1);
            ordinals[keyOrdinals.length] = mark;
            for (DeltaSnapshot.DataFile file : snapshot.files()) {
                snapshot.read(file, ordinals, (rowIndex, cells) -> {
                    if (Boolean.TRUE.equals(cells[keyOrdinals.length])) {
                        rows.keys.put(rows.key(cells), file);
                    }
                });
            }
        }
        return rows;
    }

    private RowKey key(@Nullable Object[] cells) {
        List<@Nullable Object> key = new ArrayList<>(keyOrdinals.length);
        for (int i = 0; i < keyOrdinals.length; i++) {
            key.add(evolution.adapt(keyOrdinals[i], cells[i]));
        }
        return new RowKey(key);
    }

    /** The same rows; a deleted one whose key comes by is replaced by what comes. */
    Iterator<@Nullable Object[]> watch(Iterator<@Nullable Object[]> coming) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return coming.hasNext();
            }

            @Override
            public @Nullable Object[] next() {
                @Nullable Object[] row = coming.next();
                keys.remove(RowKey.of(row, keyOrdinals));
                return row;
            }
        };
    }

    /** Those that are left. */
    List<@Nullable Object[]> rest() throws IOException {
        int texts = SchemaEvolution.textsOrdinal(snapshot.schema());
        int[] ordinals = IntStream.range(0, snapshot.schema().length())
                .filter(ordinal -> ordinal != texts)
                .toArray();
        int width = evolution.schema().length();
        List<@Nullable Object[]> rest = new ArrayList<>();
        for (DeltaSnapshot.DataFile file : List.copyOf(new HashSet<>(keys.values()))) {
            snapshot.read(file, ordinals, (rowIndex, cells) -> {
                @Nullable Object[] row = new @Nullable Object[width];
                for (int i = 0; i < ordinals.length; i++) {
                    row[ordinals[i]] = evolution.adapt(ordinals[i], cells[i]);
                }
                if (keys.containsKey(RowKey.of(row, keyOrdinals))) {
                    rest.add(row);
                }
            });
        }
        return rest;
    }
}
