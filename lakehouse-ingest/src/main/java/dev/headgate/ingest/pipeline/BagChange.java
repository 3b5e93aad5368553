package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.SchemaEvolution;
import dev.headgate.ingest.error.IngestErrorCode;
import dev.headgate.ingest.error.IngestException;
import dev.headgate.ingest.fold.BagFold;
import dev.headgate.ingest.row.RowKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Finds, in a table without key, a row that is equal in all columns for each row that is deleted. One thread. */
final class BagChange {
    private BagChange() {}

    /**
     * The change of the table.
     *
     * @param width cells that a folded row has
     * @param copied the table was copied, and so has every row that can be deleted; else rows from before the capture may be
     *     deleted that were never staged
     * @throws IngestException a row is missing that must be there
     */
    static ContentChange of(DeltaSnapshot snapshot, SchemaEvolution evolution, BagFold fold, int width, boolean copied)
            throws IOException {
        Map<DeltaSnapshot.DataFile, RoaringBitmap> gone = new LinkedHashMap<>();
        Map<RowKey, Integer> wanted = new HashMap<>(fold.removed());
        long removals = sum(wanted);
        if (!fold.truncated()) {
            for (DeltaSnapshot.DataFile file : snapshot.files()) {
                if (wanted.isEmpty()) {
                    break;
                }
                RoaringBitmap rows = find(snapshot, evolution, file, width, wanted);
                if (!rows.isEmpty()) {
                    gone.put(file, rows);
                }
            }
        }
        long unmatched = fold.truncated() ? 0 : sum(wanted);
        if (unmatched > 0 && copied) {
            throw new IngestException(
                    IngestErrorCode.CHANGE_CONTRADICTS,
                    unmatched + " rows are deleted that are not in the destination",
                    Map.of());
        }
        long deleted = fold.truncated() ? snapshot.rows() : removals - unmatched;
        return new ContentChange(fold.truncated(), gone, fold.rows(), fold.rowCount(), deleted, unmatched);
    }

    private static long sum(Map<RowKey, Integer> counts) {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    private static RoaringBitmap find(
            DeltaSnapshot snapshot,
            SchemaEvolution evolution,
            DeltaSnapshot.DataFile file,
            int width,
            Map<RowKey, Integer> wanted)
            throws IOException {
        int texts = SchemaEvolution.textsOrdinal(snapshot.schema());
        int[] ordinals = IntStream.range(0, snapshot.schema().length())
                .filter(ordinal -> ordinal != texts)
                .toArray();
        RoaringBitmap rows = new RoaringBitmap();
        snapshot.read(file, ordinals, (rowIndex, cells) -> {
            @Nullable Object[] row = new @Nullable Object[width];
            for (int i = 0; i < ordinals.length; i++) {
                row[ordinals[i]] = evolution.adapt(ordinals[i], cells[i]);
            }
            if (takeOne(new RowKey(Arrays.asList(row)), wanted)) {
                rows.add(Math.toIntExact(rowIndex));
            }
        });
        return rows;
    }

    /** Counts one copy less of a row; false if none is wanted. */
    static boolean takeOne(RowKey row, Map<RowKey, Integer> wanted) {
        Integer count = wanted.get(row);
        if (count == null) {
            return false;
        }
        if (count == 1) {
            wanted.remove(row);
        } else {
            wanted.put(row, count - 1);
        }
        return true;
    }
}
