package dev.headgate.gateway.pipeline;

import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the high-water mark of the staging store: below the configured free space reading stops, well above it reading
 * goes on. One thread.
 */
final class StoreSpace {
    private static final Logger LOG = LoggerFactory.getLogger(StoreSpace.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final StagingStore store;
    private final long minFreeBytes;
    private long lookAtNanos = System.nanoTime();
    private boolean full;

    StoreSpace(StagingStore store, long minFreeBytes) {
        this.store = store;
        this.minFreeBytes = minFreeBytes;
    }

    /** True from the moment the store is too full until a tenth more than the minimum is free. */
    boolean isFull(long nowNanos) throws IOException {
        if (nowNanos - lookAtNanos >= 0) {
            lookAtNanos = nowNanos + LOOK_NANOS;
            long free = store.usableBytes();
            boolean before = full;
            full = full ? free < minFreeBytes + minFreeBytes / 10 : free < minFreeBytes;
            if (full && !before) {
                LOG.warn(
                        "reading pauses: {} has {} bytes free, less than staging.min_free ({}); it goes on by itself when"
                                + " there is more, and until then the server keeps its WAL",
                        store.uri(""),
                        free,
                        minFreeBytes);
            } else if (before && !full) {
                LOG.info("reading goes on: {} has {} bytes free", store.uri(""), free);
            }
        }
        return full;
    }
}
