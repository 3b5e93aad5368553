package dev.headgate.staging.parquet;

import java.io.IOException;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Finished pages of the open row group, compressed, of all columns; made when the first page is. */
final class RowGroupPages {
    private final MessageType schema;
    private final PageCompressor compressor;
    private @Nullable ColumnChunkPageWriteStore store;

    RowGroupPages(MessageType schema, PageCompressor compressor) {
        this.schema = schema;
        this.compressor = compressor;
    }

    PageWriter pageWriter(ColumnDescriptor column) {
        if (store == null) {
            store = ColumnChunkPageWriteStore.builder()
                    .withCompressorProvider(any -> compressor.adapter())
                    .withSchema(schema)
                    .withAllocator(HeapByteBufferAllocator.getInstance())
                    .withColumnIndexTruncateLength(ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH)
                    .withPageWriteChecksumEnabled(true)
                    .build();
        }
        return store.getPageWriter(column);
    }

    long bytes() {
        long bytes = 0;
        if (store != null) {
            for (ColumnDescriptor column : schema.getColumns()) {
                bytes += store.getPageWriter(column).getMemSize();
            }
        }
        return bytes;
    }

    /** Writes the row group and forgets it. */
    void writeTo(ParquetFileWriter writer, long rows) throws IOException {
        if (store == null) {
            throw new IllegalStateException("A row group without pages");
        }
        writer.startBlock(rows);
        store.flushToFileWriter(writer);
        writer.endBlock();
        clear();
    }

    void clear() {
        if (store != null) {
            store.close();
            store = null;
        }
    }
}
