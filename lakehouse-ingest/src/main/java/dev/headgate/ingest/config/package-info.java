/** The part of the configuration that concerns the ingestion: {@code pipelines}, and where the staging area is. */
@NullMarked
package dev.headgate.ingest.config;

import org.jspecify.annotations.NullMarked;
