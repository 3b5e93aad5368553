package dev.headgate.gateway.pipeline;

import dev.headgate.staging.schema.Column;
import dev.headgate.staging.schema.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns that every data file has after the source's own, in this order:
 *
 * <pre>
 * op  epoch  commit_lsn  ordinal  commit_ts  xid  unchanged  unrepresentable  old_key (tables with a key)
 * </pre>
 */
final class MetadataColumns {
    static final int OP = 0;
    static final int EPOCH = 1;
    static final int COMMIT_LSN = 2;
    static final int ORDINAL = 3;
    static final int COMMIT_TS = 4;
    static final int XID = 5;
    static final int UNCHANGED = 6;
    static final int UNREPRESENTABLE = 7;
    static final int OLD_KEY = 8;

    private static final ColumnType TEXTS = new ColumnType.ListOf(ColumnType.Primitive.STRING);
    private static final ColumnType TEXT_BY_NAME =
            new ColumnType.MapOf(ColumnType.Primitive.STRING, ColumnType.Primitive.STRING);

    private MetadataColumns() {}

    static List<Column> columns(String prefix, List<ColumnType.StructField> key) {
        List<Column> columns = new ArrayList<>();
        columns.add(required(prefix + "op", ColumnType.Primitive.STRING));
        columns.add(required(prefix + "epoch", ColumnType.Primitive.INT32));
        columns.add(required(prefix + "commit_lsn", ColumnType.Primitive.INT64));
        columns.add(required(prefix + "ordinal", ColumnType.Primitive.INT64));
        columns.add(required(prefix + "commit_ts", ColumnType.Primitive.TIMESTAMP_UTC));
        columns.add(required(prefix + "xid", ColumnType.Primitive.INT64));
        columns.add(optional(prefix + "unchanged", TEXTS));
        columns.add(optional(prefix + "unrepresentable", TEXT_BY_NAME));
        if (!key.isEmpty()) {
            columns.add(optional(prefix + "old_key", new ColumnType.StructOf(key)));
        }
        return columns;
    }

    private static Column required(String name, ColumnType type) {
        return new Column(name, type, true, null, null);
    }

    private static Column optional(String name, ColumnType type) {
        return new Column(name, type, false, null, null);
    }
}
