package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.FlushConfig;

/**
 * How much memory one source may hold, and how large its files grow.
 *
 * @param batchBytes rows of one table are handed over at this many bytes
 * @param batchRows or at this many rows
 * @param activeBytes bytes in batches that are being filled, over all tables
 * @param queueBytes bytes handed over and not encoded
 * @param encoderBytes bytes that open files hold in memory; above it row groups are flushed
 * @param loadBytes the same for files of whole tables that are being read
 * @param fileBytes a data file is closed at this size
 * @param openFiles files open at once; above it the largest is closed
 * @param rowBytesMax a message above this size does not fit into memory: it is copied about five times on its way
 */
public record StagingLimits(
        long batchBytes,
        int batchRows,
        long activeBytes,
        long queueBytes,
        long encoderBytes,
        long loadBytes,
        long fileBytes,
        int openFiles,
        long rowBytesMax) {
    private static final long MEBIBYTE = 1L << 20;
    private static final int ROWS_PER_BATCH = 8_192;
    private static final int OPEN_FILES = 64;
    private static final int COPIES_OF_A_ROW = 5;

    /**
     * Fair shares of the memory budget, which together are no more than it, as long as each is a mebibyte.
     *
     * @param budgetBytes for all sources
     * @param sources number of sources
     * @param heapBytes the whole Java heap
     */
    public static StagingLimits of(long budgetBytes, int sources, long heapBytes, FlushConfig flush) {
        long share = Math.max(MEBIBYTE, budgetBytes / sources);
        long queue = Math.min(64 * MEBIBYTE, share / 4);
        return new StagingLimits(
                Math.max(64 * 1024, Math.min(MEBIBYTE, queue / 8)),
                ROWS_PER_BATCH,
                Math.min(64 * MEBIBYTE, share / 4),
                queue,
                share * 3 / 8,
                share / 8,
                flush.maxBytes().bytes(),
                OPEN_FILES,
                heapBytes * 4 / 5 / COPIES_OF_A_ROW);
    }
}
