package dev.headgate.gateway.config;

import java.net.URI;
import java.time.Duration;

/**
 * Where and how changes are staged.
 *
 * @param uri root of the staging files, {@code file:///...}
 * @param compressionLevel of zstd, 1 to 19
 * @param retention how long files that every consumer has read are kept
 * @param minFreeBytes reading pauses while the volume has less than this free
 */
public record StagingConfig(
        URI uri,
        FlushConfig flush,
        Compression compression,
        int compressionLevel,
        Duration retention,
        DataSize minFreeBytes) {
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(30);
    public static final DataSize DEFAULT_MIN_FREE_BYTES = DataSize.mebibytes(1024);
}
