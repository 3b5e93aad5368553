package dev.headgate.staging.parquet;

import java.util.Objects;

/**
 * How Parquet files are laid out.
 *
 * @param codec compression of pages
 * @param zstdLevel level for {@code ZSTD}, -7 to 22; ignored by the other codecs
 * @param pageBytes encoded size at which a page ends, before compression; wide tables get smaller pages
 * @param rowGroupBytes buffered size at which a row group ends; bounds the memory of one writer
 */
public record ParquetOptions(Codec codec, int zstdLevel, int pageBytes, long rowGroupBytes) {
    /** Compression of pages. */
    public enum Codec {
        ZSTD,
        SNAPPY,
        UNCOMPRESSED
    }

    /** Fast compression and row groups that leave room for several writers in a heap of 256 MiB. */
    public static final ParquetOptions DEFAULT = new ParquetOptions(Codec.ZSTD, 1, 128 << 10, 32L << 20);

    public ParquetOptions {
        Objects.requireNonNull(codec, "codec");
        if (zstdLevel < -7 || zstdLevel > 22) {
            throw new IllegalArgumentException("zstd level " + zstdLevel + " is not between -7 and 22");
        }
        if (pageBytes < 1024) {
            throw new IllegalArgumentException("Pages of " + pageBytes + " bytes are too small, use at least 1024");
        }
        if (rowGroupBytes < 1 << 16) {
            throw new IllegalArgumentException(
                    "Row groups of " + rowGroupBytes + " bytes are too small, use at least 65536");
        }
    }
}
