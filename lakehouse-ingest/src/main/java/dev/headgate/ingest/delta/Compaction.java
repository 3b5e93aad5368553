package dev.headgate.ingest.delta;

import io.delta.kernel.engine.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the rows of small files into larger ones, and those of files with many deleted rows into files without; readers see the
 * same rows before and after. Files are sorted into classes by size, each eight times the one before. When a class has
 * {@value #FILES} files, it becomes one file together with the smaller ones: so each row is written again once for each
 * class, and the number of files stays below {@value #FILES} for each class and one for each {@value #LARGE_MIB} MiB. One thread.
 */
public final class Compaction {
    private static final int FILES = 8;
    private static final long SMALLEST_CLASS = 1L << 20;
    private static final int LARGE_MIB = 64;
    private static final long MAX_BYTES = 1L << 30;
    private static final double MANY_DELETED = 0.3;
    private static final int ATTEMPTS = 5;

    private final Engine engine;
    private final Path directory;

    /**
     * What was done.
     *
     * @param version of the table afterwards
     * @param files that were replaced
     * @param rows that were written
     */
    public record Result(long version, int files, long rows) {}

    public Compaction(Engine engine, Path directory) {
        this.engine = engine;
        this.directory = directory;
    }

    /**
     * Does what is worth doing; again on the newest version when somebody else commits meanwhile, but not for ever.
     *
     * @return null if nothing was
     */
    public @Nullable Result run() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            DeltaSnapshot snapshot = DeltaSnapshot.load(engine, directory);
            List<DeltaSnapshot.DataFile> files = snapshot == null ? List.of() : select(snapshot);
            if (snapshot == null || files.isEmpty()) {
                return null;
            }
            try {
                return rewrite(snapshot, files);
            } catch (CommitConflictException e) {
                // What is there now decides.
            }
        }
        return null;
    }

    /** Files that are worth to be written again; the order is that of the table. */
    static List<DeltaSnapshot.DataFile> select(DeltaSnapshot snapshot) {
        List<DeltaSnapshot.DataFile> small = List.of();
        long bound = SMALLEST_CLASS;
        for (long below = 0; below < ((long) LARGE_MIB << 20); below = bound, bound *= FILES) {
            List<DeltaSnapshot.DataFile> upTo = upTo(snapshot, bound);
            long from = below;
            if (upTo.stream().filter(file -> liveBytes(snapshot, file) >= from).count() >= FILES) {
                small = upTo;
            }
        }
        List<DeltaSnapshot.DataFile> selected = new ArrayList<>();
        long bytes = 0;
        for (DeltaSnapshot.DataFile file : snapshot.files()) {
            if (bytes < MAX_BYTES && (small.contains(file) || deletedShare(snapshot, file) > MANY_DELETED)) {
                selected.add(file);
                bytes += file.bytes();
            }
        }
        return selected;
    }

    private static List<DeltaSnapshot.DataFile> upTo(DeltaSnapshot snapshot, long bound) {
        return snapshot.files().stream()
                .filter(file -> liveBytes(snapshot, file) < bound)
                .toList();
    }

    private static long liveBytes(DeltaSnapshot snapshot, DeltaSnapshot.DataFile file) {
        return (long) (file.bytes() * (1 - deletedShare(snapshot, file)));
    }

    private static double deletedShare(DeltaSnapshot snapshot, DeltaSnapshot.DataFile file) {
        long records = file.records().orElse(0L);
        return records == 0 ? 0 : (double) snapshot.deletedRows(file).getLongCardinality() / records;
    }

    /** @throws CommitConflictException somebody else committed; nothing was changed */
    static Result rewrite(DeltaSnapshot snapshot, List<DeltaSnapshot.DataFile> files)
            throws IOException, CommitConflictException {
        DeltaTransaction transaction = snapshot.beginRewrite();
        files.forEach(transaction::remove);
        try (Rows rows = new Rows(snapshot, files)) {
            transaction.append(rows);
            return new Result(transaction.commit(), files.size(), rows.count);
        }
    }

    /** The live rows of files, one file after the other. */
    private static final class Rows implements Iterator<@Nullable Object[]>, AutoCloseable {
        private final DeltaSnapshot snapshot;
        private final Iterator<DeltaSnapshot.DataFile> files;
        private final int[] ordinals;
        private final int width;
        private final Queue<@Nullable Object[]> batch = new ArrayDeque<>();
        private DeltaSnapshot.@Nullable LiveRows open;
        private long count;

        private Rows(DeltaSnapshot snapshot, List<DeltaSnapshot.DataFile> files) {
            this.snapshot = snapshot;
            this.files = files.iterator();
            this.width = snapshot.schema().length();
            int texts = SchemaEvolution.textsOrdinal(snapshot.schema());
            this.ordinals = IntStream.range(0, width)
                    .filter(ordinal -> ordinal != texts)
                    .toArray();
        }

        @Override
        public boolean hasNext() {
            try {
                while (batch.isEmpty()) {
                    DeltaSnapshot.LiveRows rows = open;
                    if (rows == null) {
                        if (!files.hasNext()) {
                            return false;
                        }
                        open = snapshot.open(files.next(), ordinals);
                    } else if (!rows.give((rowIndex, cells) -> batch.add(row(cells)))) {
                        close();
                    }
                }
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private @Nullable Object[] row(@Nullable Object[] cells) {
            @Nullable Object[] row = new @Nullable Object[width];
            for (int i = 0; i < ordinals.length; i++) {
                row[ordinals[i]] = cells[i];
            }
            return row;
        }

        @Override
        public @Nullable Object[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            count++;
            return batch.remove();
        }

        @Override
        public void close() throws IOException {
            DeltaSnapshot.LiveRows rows = open;
            open = null;
            if (rows != null) {
                rows.close();
            }
        }
    }
}
