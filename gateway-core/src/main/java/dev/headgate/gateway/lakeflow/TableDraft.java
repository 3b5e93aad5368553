package dev.headgate.gateway.lakeflow;

import dev.headgate.gateway.config.TablePattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a definition says of a table, or of all tables of a schema.
 *
 * @param schema at the source
 * @param table at the source; null: every table of the schema
 * @param destination of the schema
 * @param mode the pipeline's word for what becomes of changes; null: as the pipeline does
 * @param excludedColumns columns that are not to be captured
 * @param rowFilter condition on rows, or null
 */
record TableDraft(
        String schema,
        @Nullable String table,
        DestinationDraft destination,
        @Nullable String mode,
        List<String> excludedColumns,
        @Nullable String rowFilter) {
    TableDraft {
        excludedColumns = List.copyOf(excludedColumns);
    }

    /** As sources name tables. */
    String pattern() {
        return pattern(schema);
    }

    /** The same below another schema. */
    String pattern(String otherSchema) {
        return TablePattern.literal(otherSchema) + "." + (table == null ? "*" : TablePattern.literal(table));
    }
}
