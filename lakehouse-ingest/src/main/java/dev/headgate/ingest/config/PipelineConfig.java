package dev.headgate.ingest.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One pipeline.
 *
 * @param name part of the names under which it is known in staging area and tables: it stays for ever
 * @param sources names of sources, at least one
 * @param selection which of their tables and columns
 * @param modes what becomes of changes in them
 * @param naming what these are called
 * @param target directory below which the Delta tables are
 * @param interval pause after everything new has been applied
 * @param retry when a table that failed is tried again
 * @param maintenance how tables are kept in shape
 */
public record PipelineConfig(
        String name,
        List<String> sources,
        TableSelection selection,
        WriteModes modes,
        TableNaming naming,
        Path target,
        Duration interval,
        RetryPolicy retry,
        MaintenanceConfig maintenance) {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

    public PipelineConfig {
        sources = List.copyOf(sources);
    }
}
