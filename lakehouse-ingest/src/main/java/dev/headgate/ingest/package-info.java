/** The ingestion's process: {@code headgate ingest}. */
@NullMarked
package dev.headgate.ingest;

import org.jspecify.annotations.NullMarked;
