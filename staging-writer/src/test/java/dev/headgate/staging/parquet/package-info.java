/** Tests of the Parquet writer: DuckDB, an independent reader, reads every file back. */
@NullMarked
package dev.headgate.staging.parquet;

import org.jspecify.annotations.NullMarked;
