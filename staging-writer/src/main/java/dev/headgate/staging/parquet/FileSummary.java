package dev.headgate.staging.parquet;

/**
 * What a sealed file holds.
 *
 * @param rows rows in the file
 * @param bytes size of the file
 * @param crc32c CRC-32C (Castagnoli) of all its bytes
 */
public record FileSummary(long rows, long bytes, int crc32c) {}
