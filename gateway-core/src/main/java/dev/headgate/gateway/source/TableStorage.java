package dev.headgate.gateway.source;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the rows of a table lie at the source, as the catalog tells it at one moment. Two of them tell what has happened to
 * rows without a change of any row: a rewrite, a value given to all rows by an added column, a partition that came or went.
 *
 * @param relationOid oid of the table
 * @param leaves a hash of the oids of the tables that hold its rows: itself, or the leaves of a partitioned one
 * @param files a hash of their {@code relfilenode}: another one means that they were rewritten or truncated
 * @param attributes number of the attributes that the table ever had
 * @param columns its columns by attribute number
 */
public record TableStorage(
        long relationOid, String leaves, String files, int attributes, Map<Integer, ColumnStorage> columns) {

    /**
     * A column.
     *
     * @param version changes when the column is altered
     * @param filled rows that are older than the column show a value: its default when it was added
     * @param generated its values are computed
     */
    public record ColumnStorage(String version, boolean filled, boolean generated) {}

    public TableStorage {
        columns = Map.copyOf(columns);
    }

    /** Whether the same tables hold the rows. */
    public boolean sameLeaves(TableStorage other) {
        return leaves.equals(other.leaves);
    }

    /** Whether they hold them in other files. */
    public boolean isRewriteOf(TableStorage before) {
        return sameLeaves(before) && !files.equals(before.files);
    }

    /** The same, with the number of attributes that the table had earlier. */
    public TableStorage since(TableStorage earlier) {
        return new TableStorage(relationOid, leaves, files, earlier.attributes, columns);
    }

    /** As text, for {@link #parse}. */
    public String text() {
        return relationOid + "/" + leaves + "/" + files + "/" + attributes + "/"
                + columns.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(column -> column.getKey() + ":" + column.getValue().version()
                                + (column.getValue().filled() ? "d" : "")
                                + (column.getValue().generated() ? "g" : ""))
                        .collect(Collectors.joining(","));
    }

    /**
     * What a text stands for.
     *
     * @throws IllegalArgumentException the text is not one of {@link #text}
     */
    public static TableStorage parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 5) {
            throw new IllegalArgumentException("'" + text + "' does not tell how a table lies at the source");
        }
        return new TableStorage(
                Long.parseLong(parts[0]), parts[1], parts[2], Integer.parseInt(parts[3]), columns(parts[4]));
    }

    /** Columns as {@link #text} and the catalog's query write them. */
    static Map<Integer, ColumnStorage> columns(String text) {
        Map<Integer, ColumnStorage> columns = new LinkedHashMap<>();
        for (String column : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int colon = column.indexOf(':');
            String version = column.substring(colon + 1);
            columns.put(
                    Integer.parseInt(column.substring(0, colon)),
                    new ColumnStorage(version.replaceAll("[dg]", ""), version.contains("d"), version.contains("g")));
        }
        return columns;
    }
}
