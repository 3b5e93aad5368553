/** What can go wrong in the ingestion, as a closed list: each failure has a code, an exit status and a remedy. */
@NullMarked
package dev.headgate.ingest.error;

import org.jspecify.annotations.NullMarked;
