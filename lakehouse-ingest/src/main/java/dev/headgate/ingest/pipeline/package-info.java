/**
 * Applies commit logs to Delta tables, entry by entry, exactly once: what a log says about its tables, one commit per table
 * and batch, the switch of a generation, and how far it all is.
 */
@NullMarked
package dev.headgate.ingest.pipeline;

import org.jspecify.annotations.NullMarked;
