/** Staging area: typed columns to Parquet files to a durable commit log. */
@NullMarked
package dev.headgate.staging;

import org.jspecify.annotations.NullMarked;
