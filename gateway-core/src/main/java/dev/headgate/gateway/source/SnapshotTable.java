package dev.headgate.gateway.source;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a table.
 *
 * @param shape the table, or the root of a partitioned one
 * @param columns the columns that are read, in this order
 * @param textColumns those of them that are read as text, because their binary form is not known
 * @param filter row filter of the publication; null for none
 * @param key columns of a unique key, in the order of its index, whose values order the chunks; empty when there is none
 */
public record SnapshotTable(
        TableShape shape,
        List<String> columns,
        Set<String> textColumns,
        @Nullable String filter,
        List<String> key) {

    public SnapshotTable {
        columns = List.copyOf(columns);
        textColumns = Set.copyOf(textColumns);
        key = List.copyOf(key);
    }

    /** The expressions between SELECT and FROM. */
    String selectList() {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String column = Identifiers.quote(columns.get(i));
            list.append(i == 0 ? "" : ", ").append(textColumns.contains(columns.get(i)) ? asText(column) : column);
        }
        return list.toString();
    }

    /** {@code (a, b)}, or {@code a} for a key of one column. */
    String keyRow() {
        String list = key.stream().map(Identifiers::quote).collect(Collectors.joining(", "));
        return key.size() == 1 ? list : "(" + list + ")";
    }

    /** The key of a bound with the key's types, for a comparison with {@link #keyRow()}. */
    String boundRow(String bound) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < key.size(); i++) {
            row.append(i == 0 ? "" : ", ")
                    .append('(')
                    .append(Identifiers.literal(bound))
                    // The first element is the oid of the physical table.
                    .append("::text[])[")
                    .append(i + 2)
                    .append("]::")
                    .append(keyType(key.get(i)));
        }
        return key.size() == 1 ? row.toString() : "(" + row + ")";
    }

    /** The bound of the row that a query is at, see {@link SnapshotChunk}. */
    String boundOf(PhysicalTable table) {
        return "ARRAY['" + table.oid() + "', "
                + key.stream()
                        .map(column -> "format('%s', " + Identifiers.quote(column) + ")")
                        .collect(Collectors.joining(", "))
                + "]::text";
    }

    private String keyType(String column) {
        ColumnShape found = shape.column(column);
        if (found == null) {
            throw new IllegalStateException("key column " + column + " is not in the table");
        }
        return found.typeName();
    }

    /** What the type's own output function writes; a cast to text may write something else. */
    private static String asText(String column) {
        return "CASE WHEN " + column + " IS NOT DISTINCT FROM NULL THEN NULL ELSE format('%s', " + column + ") END";
    }
}
