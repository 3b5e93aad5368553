package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.FlushConfig;
import dev.headgate.staging.log.CommitLog;
import dev.headgate.staging.log.Lineage;
import dev.headgate.staging.parquet.ParquetOptions;
import dev.headgate.staging.store.StagingStore;

/**
 * Where and how one session stages.
 *
 * @param root where the store is, for messages
 * @param log of the source, fenced: nobody else appends to it
 * @param lineage what its entries carry
 * @param writerId random, in the names of the session's files
 * @param minFreeBytes below this much free space reading stops
 */
public record StagingArea(
        String root,
        StagingStore store,
        CommitLog log,
        Lineage lineage,
        int writerId,
        ParquetOptions parquet,
        StagingLimits limits,
        FlushConfig flush,
        long minFreeBytes) {}
