/** Reads the data files of the staging area: Parquet rows become changes, laid out for their destination. */
@NullMarked
package dev.headgate.ingest.staged;

import org.jspecify.annotations.NullMarked;
