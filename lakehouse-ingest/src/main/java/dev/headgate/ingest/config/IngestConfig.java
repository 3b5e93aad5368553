package dev.headgate.ingest.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the ingestion needs of a configuration.
 *
 * @param staging root of the staging area
 * @param pipelines by name, in the order of the file
 */
public record IngestConfig(Path staging, Map<String, PipelineConfig> pipelines) {
    public IngestConfig {
        pipelines = Collections.unmodifiableMap(new LinkedHashMap<>(pipelines));
    }
}
