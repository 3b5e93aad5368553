package dev.headgate.ingest.pipeline;

import java.util.List;

/**
 * What one batch of entries did.
 *
 * @param source name of the source
 * @param lastEntry the last of the entries
 * @param entries how many they were
 * @param tables those that changed
 */
public record BatchResult(String source, long lastEntry, int entries, List<TableResult> tables) {
    public BatchResult {
        tables = List.copyOf(tables);
    }
}
