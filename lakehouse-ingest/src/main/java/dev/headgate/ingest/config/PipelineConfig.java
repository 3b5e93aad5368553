package dev.headgate.ingest.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One pipeline.
 *
 * @param name part of the names under which it is known in staging area and tables: it stays for ever
 * @param sources names of sources, at least one
 * @param target directory below which the Delta tables are
 * @param interval pause after everything new has been applied
 */
public record PipelineConfig(String name, List<String> sources, Path target, Duration interval) {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);

    public PipelineConfig {
        sources = List.copyOf(sources);
    }
}
