package dev.headgate.quickstart.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One schema version of a staged table, from an entry's {@code schemas}. */
record StagedSchema(StagedTable table, int version, List<Column> columns, List<String> key) {

    record Column(String name, @Nullable Integer fieldId) {}

    /** Index here of the column that {@code other} is in another version: by field id where known, else by name; -1 if none. */
    int indexOf(Column other) {
        for (int index = 0; index < columns.size(); index++) {
            Column mine = columns.get(index);
            boolean same = (mine.fieldId() != null && other.fieldId() != null)
                    ? mine.fieldId().equals(other.fieldId())
                    : mine.name().equals(other.name());
            if (same) {
                return index;
            }
        }
        return -1;
    }

    int indexOf(String name) {
        for (int index = 0; index < columns.size(); index++) {
            if (columns.get(index).name().equals(name)) {
                return index;
            }
        }
        return -1;
    }
}
