/** The command line of the ingestion. */
@NullMarked
package dev.headgate.ingest.cli;

import org.jspecify.annotations.NullMarked;
