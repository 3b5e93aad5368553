/**
 * Delta tables through Delta Kernel: types, schemas, reading rows, merging with deletion vectors, and a commit log on local
 * disk that survives power loss. {@link dev.headgate.ingest.delta.DeltaSnapshot} is the only class that uses Kernel's
 * internal classes.
 */
@NullMarked
package dev.headgate.ingest.delta;

import org.jspecify.annotations.NullMarked;
