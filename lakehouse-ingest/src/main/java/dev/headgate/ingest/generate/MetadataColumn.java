package dev.headgate.ingest.generate;

import dev.headgate.staging.schema.ColumnType;
import java.util.Locale;

/** A column that every data file has, as far as queries use it. */
enum MetadataColumn {
    OP(ColumnType.Primitive.STRING),
    EPOCH(ColumnType.Primitive.INT32),
    COMMIT_LSN(ColumnType.Primitive.INT64),
    ORDINAL(ColumnType.Primitive.INT64),
    /** Asked only whether it is there. */
    OLD_KEY(ColumnType.Primitive.STRING),
    /** Asked only for what it lists. */
    UNCHANGED(ColumnType.Primitive.STRING);

    private final ColumnType.Primitive type;

    MetadataColumn(ColumnType.Primitive type) {
        this.type = type;
    }

    ColumnType.Primitive type() {
        return type;
    }

    /** Its name in files with that prefix. */
    String in(String prefix) {
        return prefix + name().toLowerCase(Locale.ROOT);
    }
}
