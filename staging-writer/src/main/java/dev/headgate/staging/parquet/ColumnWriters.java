package dev.headgate.staging.parquet;

import dev.headgate.staging.schema.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Builds the writers of a table's columns, leaves in the order of the Parquet schema. */
final class ColumnWriters {
    // However wide the table, the open pages of all columns stay within this part of the row group.
    private static final int OPEN_PAGES_SHARE = 4;
    private static final int MIN_PAGE_BYTES = 8 << 10;

    private final List<ColumnDescriptor> leaves;
    private final RowGroupPages rowGroup;
    private final PageCompressor compressor;
    private final int pageBytesMax;
    private final List<ChunkWriter> chunks = new ArrayList<>();

    ColumnWriters(MessageType schema, RowGroupPages rowGroup, PageCompressor compressor) {
        this.leaves = schema.getColumns();
        this.rowGroup = rowGroup;
        this.compressor = compressor;
        ParquetOptions options = compressor.options();
        long share = options.rowGroupBytes() / OPEN_PAGES_SHARE / leaves.size();
        this.pageBytesMax = (int) Math.min(options.pageBytes(), Math.max(share, MIN_PAGE_BYTES));
    }

    /** All leaves built so far, in order. */
    List<ChunkWriter> chunks() {
        return chunks;
    }

    /** Writer of a column that is not nested; null for one that is. */
    @Nullable
    ChunkWriter flat(ColumnType type) {
        boolean primitive = type instanceof ColumnType.Primitive || type instanceof ColumnType.Decimal;
        return primitive ? leaf() : null;
    }

    /** Writer of a column that is nested, or of a part of it. */
    FieldWriter nested(ColumnType type, boolean nullable, int definitionLevel, int repetitionLevel) {
        int present = nullable ? definitionLevel + 1 : definitionLevel;
        if (type instanceof ColumnType.ListOf list) {
            FieldWriter element = nested(list.element(), true, present + 1, repetitionLevel + 1);
            return new FieldWriter.Repeated(element, definitionLevel, nullable, repetitionLevel + 1);
        }
        if (type instanceof ColumnType.StructOf struct) {
            FieldWriter[] fields = new FieldWriter[struct.fields().size()];
            for (int i = 0; i < fields.length; i++) {
                fields[i] = nested(struct.fields().get(i).type(), true, present, repetitionLevel);
            }
            return new FieldWriter.Struct(fields, definitionLevel, nullable);
        }
        if (type instanceof ColumnType.MapOf map) {
            FieldWriter[] entry = {
                nested(map.key(), false, present + 1, repetitionLevel + 1),
                nested(map.value(), true, present + 1, repetitionLevel + 1)
            };
            FieldWriter keyValue = new FieldWriter.Struct(entry, present + 1, false);
            return new FieldWriter.Repeated(keyValue, definitionLevel, nullable, repetitionLevel + 1);
        }
        return new FieldWriter.Leaf(leaf(), definitionLevel, nullable);
    }

    private ChunkWriter leaf() {
        ColumnDescriptor descriptor = leaves.get(chunks.size());
        ChunkWriter chunk = switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
            case BOOLEAN -> new BooleanChunkWriter(descriptor, rowGroup, compressor, pageBytesMax);
            case INT32 -> new LongChunkWriter(descriptor, rowGroup, compressor, pageBytesMax, 4);
            case INT64 -> new LongChunkWriter(descriptor, rowGroup, compressor, pageBytesMax, 8);
            case FLOAT -> new DoubleChunkWriter(descriptor, rowGroup, compressor, pageBytesMax, 4);
            case DOUBLE -> new DoubleChunkWriter(descriptor, rowGroup, compressor, pageBytesMax, 8);
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 ->
                new BytesChunkWriter(descriptor, rowGroup, compressor, pageBytesMax);
        };
        chunks.add(chunk);
        return chunk;
    }
}
