package dev.headgate.gateway.source;

import dev.headgate.pgoutput.type.ReplicaIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as the catalog describes it now: what the stream does not tell.
 *
 * @param relationOid oid of the table
 * @param kind {@code r} ordinary, {@code p} partitioned
 * @param partition it is a partition of another table
 * @param primaryKey columns of the primary key in key order; empty when there is none
 * @param identityColumns columns that old tuples carry: primary key, index columns, or all of them with FULL
 * @param columns in attribute order, without dropped ones
 */
public record TableShape(
        long relationOid,
        String schema,
        String table,
        char kind,
        boolean partition,
        ReplicaIdentity replicaIdentity,
        List<String> primaryKey,
        List<String> identityColumns,
        List<ColumnShape> columns) {

    /** Name as SQL writes it. */
    public String qualifiedName() {
        return Identifiers.qualified(schema, table);
    }

    /** True when updates and deletes can name the row that they change. */
    public boolean identifiesRows() {
        return replicaIdentity == ReplicaIdentity.FULL || !identityColumns.isEmpty();
    }

    /** The column of that name, or null. */
    public @Nullable ColumnShape column(String name) {
        for (ColumnShape column : columns) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        return null;
    }
}
