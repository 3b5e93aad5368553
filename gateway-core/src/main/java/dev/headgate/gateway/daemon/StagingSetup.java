package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.FlushConfig;
import dev.headgate.gateway.config.StagingConfig;
import dev.headgate.gateway.pipeline.StagingLimits;
import dev.headgate.staging.parquet.ParquetOptions;
import dev.headgate.staging.store.StagingStore;
import java.time.Duration;

/**
 * What all sources of the process share for staging.
 *
 * @param root where the store is, for messages
 */
record StagingSetup(
        String root,
        StagingStore store,
        ParquetOptions parquet,
        StagingLimits limits,
        FlushConfig flush,
        long minFreeBytes,
        Duration retention) {

    static StagingSetup of(StagingConfig config, StagingStore store, StagingLimits limits) {
        ParquetOptions.Codec codec = switch (config.compression()) {
            case ZSTD -> ParquetOptions.Codec.ZSTD;
            case SNAPPY -> ParquetOptions.Codec.SNAPPY;
            case NONE -> ParquetOptions.Codec.UNCOMPRESSED;
        };
        ParquetOptions parquet = new ParquetOptions(
                codec,
                config.compressionLevel(),
                ParquetOptions.DEFAULT.pageBytes(),
                Math.min(ParquetOptions.DEFAULT.rowGroupBytes(), limits.encoderBytes()));
        return new StagingSetup(
                config.uri().toString(),
                store,
                parquet,
                limits,
                config.flush(),
                config.minFreeBytes().bytes(),
                config.retention());
    }
}
