package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.row.Change;
import dev.headgate.ingest.staged.StagedFile;
import dev.headgate.ingest.staged.StagedReader;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The rows of several staged files, one file after the other, one row at a time. One thread; close it. */
final class CopiedRows implements Iterator<Change>, AutoCloseable {
    private final StagedReader reader;
    private final StagedLayouts layouts;
    private final StructType destination;
    private final Iterator<StagedFile> files;
    private StagedReader.@Nullable Changes open;

    CopiedRows(StagedReader reader, List<StagedFile> files, StagedLayouts layouts, StructType destination) {
        this.reader = reader;
        this.files = files.iterator();
        this.layouts = layouts;
        this.destination = destination;
    }

    @Override
    public boolean hasNext() {
        try {
            while (open == null || !open.hasNext()) {
                close();
                if (!files.hasNext()) {
                    return false;
                }
                StagedFile file = files.next();
                open = reader.open(file, layouts.of(file), destination);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Change next() {
        StagedReader.Changes rows = hasNext() ? open : null;
        if (rows == null) {
            throw new NoSuchElementException();
        }
        return rows.next();
    }

    @Override
    public void close() throws IOException {
        StagedReader.Changes rows = open;
        open = null;
        if (rows != null) {
            rows.close();
        }
    }
}
