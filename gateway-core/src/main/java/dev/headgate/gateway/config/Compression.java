package dev.headgate.gateway.config;

/** Compression of data pages in staged Parquet files. */
public enum Compression {
    ZSTD,
    SNAPPY,
    NONE
}
