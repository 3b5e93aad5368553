package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.FlushConfig;
import java.time.Duration;

/**
 * When pending changes become an entry. A pure function of what is pending.
 *
 * <p>Many small tables share longer ages: an entry writes a file per table, so with more dirty tables than
 * {@code small_table_files} the age grows in proportion, which bounds the files per second. The WAL that the server must
 * keep meanwhile is bounded too.
 */
public final class FlushPolicy {
    private static final int AGE_FACTOR_MAX = 30;
    /** An idle advance is worth an entry when it releases this much WAL at the server, or after this time. */
    private static final long IDLE_BYTES = 16L << 20;

    private static final Duration IDLE_AGE = Duration.ofSeconds(30);

    private final long maxAgeNanos;
    private final long maxBytes;
    private final long walBudgetBytes;
    private final int smallTableFiles;

    /** The policy of {@code config}. */
    public FlushPolicy(FlushConfig config) {
        this.maxAgeNanos = config.maxAge().toNanos();
        this.maxBytes = config.maxBytes().bytes();
        this.walBudgetBytes = config.walBudget().bytes();
        this.smallTableFiles = config.smallTableFiles();
    }

    /**
     * Whether pending rows are to be published now.
     *
     * @param pendingBytes received since the last cut
     * @param ageNanos of the oldest pending row
     * @param dirtyTables tables with pending rows
     * @param walBytes WAL from the durable to the received position
     */
    boolean flushes(long pendingBytes, long ageNanos, int dirtyTables, long walBytes) {
        if (pendingBytes >= maxBytes) {
            return true;
        }
        if (ageNanos < maxAgeNanos) {
            return false;
        }
        int factor = Math.min(AGE_FACTOR_MAX, 1 + (dirtyTables - 1) / smallTableFiles);
        return ageNanos >= maxAgeNanos * factor || walBytes >= walBudgetBytes;
    }

    /**
     * Whether an entry without rows is to be published, so that the server can release WAL.
     *
     * @param walBytes WAL from the durable position to what the server has sent
     * @param ageNanos since the last entry
     */
    boolean advances(long walBytes, long ageNanos) {
        return walBytes >= IDLE_BYTES || (walBytes > 0 && ageNanos >= IDLE_AGE.toNanos());
    }
}
