package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.delta.DeltaSnapshot;
import dev.headgate.ingest.delta.DeltaTransaction;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * What is to become of a table's content, decided against one version of it.
 *
 * @param clears all rows go
 * @param gone rows that go, by file; empty if all go
 * @param rows rows that come, complete
 * @param upserted number of rows that come
 * @param deleted number of rows that go and do not come again
 * @param unmatched deletes of rows that are not there
 */
record ContentChange(
        boolean clears,
        Map<DeltaSnapshot.DataFile, RoaringBitmap> gone,
        Iterator<@Nullable Object[]> rows,
        long upserted,
        long deleted,
        long unmatched) {

    /** Whether the table stays as it is. */
    boolean isEmpty() {
        return !clears && gone.isEmpty() && upserted == 0;
    }

    /** Puts the change into a transaction on that version. */
    void applyTo(DeltaTransaction transaction, DeltaSnapshot snapshot) throws IOException {
        if (clears) {
            snapshot.files().forEach(transaction::remove);
        } else {
            gone.forEach(transaction::delete);
        }
        transaction.append(rows);
    }
}
