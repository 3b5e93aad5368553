package dev.headgate.ingest.delta;

import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The batches of one Parquet file, in order. One thread; close it. */
public final class ParquetBatches implements Iterator<ColumnarBatch>, AutoCloseable {
    private final CloseableIterator<FileReadResult> batches;

    /**
     * @param path a URI
     * @param bytes size of the file
     * @param schema columns to read, by name; an absent one is null
     */
    public ParquetBatches(Engine engine, String path, long bytes, StructType schema) throws IOException {
        this.batches = engine.getParquetHandler()
                .readParquetFiles(new OneFile(FileStatus.of(path, bytes, 0)), schema, Optional.empty());
    }

    @Override
    public boolean hasNext() {
        return batches.hasNext();
    }

    @Override
    public ColumnarBatch next() {
        return batches.next().getData();
    }

    @Override
    public void close() throws IOException {
        batches.close();
    }

    /** The file to read. */
    private static final class OneFile implements CloseableIterator<FileStatus> {
        private final Iterator<FileStatus> file;

        private OneFile(FileStatus file) {
            this.file = List.of(file).iterator();
        }

        @Override
        public boolean hasNext() {
            return file.hasNext();
        }

        @Override
        public FileStatus next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return file.next();
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
