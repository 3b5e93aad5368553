package dev.headgate.ingest.config;

import dev.headgate.staging.schema.TableName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The write mode of each table.
 *
 * @param others of the tables that no pattern matches
 * @param tables by pattern; the first that matches decides
 */
public record WriteModes(WriteMode others, Map<TableGlob, WriteMode> tables) {
    public static final WriteModes DEFAULT = new WriteModes(WriteMode.MERGE, Map.of());

    public WriteModes {
        tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
    }

    /** The mode of one table. */
    public WriteMode of(TableName table) {
        return tables.entrySet().stream()
                .filter(mode -> mode.getKey().matches(table))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(others);
    }
}
