package dev.headgate.staging.schema;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One column of a staged table.
 *
 * @param name not empty, unique in its table
 * @param type staged type
 * @param required true if no row ever holds null here
 * @param fieldId Parquet {@code field_id}, stable over renames; null where none is known
 * @param sourceType what the source calls the type, for people and for the commit log; null for columns of our own
 */
public record Column(
        String name,
        ColumnType type,
        boolean required,
        @Nullable Integer fieldId,
        @Nullable String sourceType) {
    public Column {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A column needs a name");
        }
        Objects.requireNonNull(type, "type");
    }
}
