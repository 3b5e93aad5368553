package dev.headgate.ingest.generate;

/** Who reads the staged files. */
public enum Engine {
    DUCKDB,
    SPARK,
    DATABRICKS,
    SNOWFLAKE,
    BIGQUERY
}
