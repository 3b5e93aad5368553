package dev.headgate.gateway.preflight;

import dev.headgate.gateway.source.TableShape;
import java.util.List;

/**
 * A table of the source's database as an operator judges it.
 *
 * @param selected the configuration asks for it
 * @param published a publication of the source publishes its changes
 * @param insertsOnly it is not in the source's main publication; at most its inserts are published
 * @param logged its changes are in the WAL; false for an unlogged table
 * @param readable the role may read it, schema included
 * @param bytes size with indexes and TOAST, partitions included
 * @param rows the server's estimate; -1 when it has none
 * @param toastColumns columns whose large values are stored apart, and left out of an update that does not change them
 * @param unidentifiedPartitions qualified names of its partitions that cannot identify their rows
 */
public record SurveyedTable(
        TableShape shape,
        boolean selected,
        boolean published,
        boolean insertsOnly,
        boolean logged,
        boolean readable,
        long bytes,
        long rows,
        List<String> toastColumns,
        List<String> unidentifiedPartitions) {
    public SurveyedTable {
        toastColumns = List.copyOf(toastColumns);
        unidentifiedPartitions = List.copyOf(unidentifiedPartitions);
    }

    /** Name as SQL writes it. */
    public String name() {
        return shape.qualifiedName();
    }

    /** Whether updates and deletes of all its rows can be identified. */
    public boolean identifiesRows() {
        return shape.identifiesRows() && unidentifiedPartitions.isEmpty();
    }

    /** The identity in a few words, for example {@code default (id)}. */
    public String identity() {
        String columns = "(" + String.join(", ", shape.identityColumns()) + ")";
        return switch (shape.replicaIdentity()) {
            case DEFAULT -> shape.primaryKey().isEmpty() ? "none" : "default " + columns;
            case INDEX -> shape.identityColumns().isEmpty() ? "none" : "index " + columns;
            case FULL -> "full";
            case NOTHING -> "nothing";
        };
    }

    /** What could be better, as a sentence with the statement in it where there is one; empty when nothing could. */
    public String advice() {
        if (!logged) {
            return "Unlogged: its changes are not in the WAL. ALTER TABLE " + name() + " SET LOGGED;";
        }
        if (!unidentifiedPartitions.isEmpty()) {
            return "A partition has no identity of its own. ALTER TABLE " + unidentifiedPartitions.get(0)
                    + " REPLICA IDENTITY FULL;";
        }
        if (!shape.identifiesRows()) {
            return "Only inserts can be captured. Add a primary key, or: " + identityStatement();
        }
        if (!toastColumns.isEmpty() && !identity().equals("full")) {
            return "Large values of " + String.join(", ", toastColumns)
                    + " are absent from updates that do not change them; readers keep the former value. To have them in"
                    + " every update, at the price of more WAL: ALTER TABLE " + name() + " REPLICA IDENTITY FULL;";
        }
        return "";
    }

    /** The statement that gives the table an identity. */
    String identityStatement() {
        String identity = shape.primaryKey().isEmpty() ? "FULL" : "DEFAULT";
        return "ALTER TABLE " + name() + " REPLICA IDENTITY " + identity + ";";
    }
}
