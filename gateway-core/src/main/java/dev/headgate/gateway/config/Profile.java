package dev.headgate.gateway.config;

/** Which column types PostgreSQL's types become; {@code docs/type-mapping.md} lists both. */
public enum Profile {
    /** Types are kept where Parquet has a counterpart. */
    NATIVE,
    /** The types that Databricks Lakeflow Connect documents for PostgreSQL. */
    LAKEFLOW
}
