package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.error.IngestException;
import dev.headgate.staging.schema.TableName;
import java.util.List;
import java.util.Map;

/**
 * What one batch of entries did.
 *
 * @param source name of the source
 * @param lastEntry the last of the entries
 * @param entries how many they were; 0 when tables only caught up
 * @param tables those that changed
 * @param failures those that failed, and stand still now
 */
public record BatchResult(
        String source,
        long lastEntry,
        int entries,
        List<TableResult> tables,
        Map<TableName, IngestException> failures) {
    public BatchResult {
        tables = List.copyOf(tables);
        failures = Map.copyOf(failures);
    }
}
