package dev.headgate.gateway.daemon;

import dev.headgate.gateway.pipeline.SourceContext;
import dev.headgate.gateway.status.SourceState;
import dev.headgate.staging.log.LogState;
import dev.headgate.staging.log.PurgePlan;
import dev.headgate.staging.log.Retention;
import dev.headgate.staging.store.StagingStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Purges what a source has staged and nobody needs any more: files older than the retention that every live consumer has
 * read, then the log entries that named them. Only while it streams. A failure is told and tried again later; it never stops the stream.
 */
final class StagingUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(StagingUpkeep.class);
    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final SourceContext source;
    private final Retention retention;
    private long dueNanos = System.nanoTime() + INTERVAL.toNanos();

    /** Nothing is purged before {@code keep} has gone by, and consumers silent for longer than that are expired. */
    StagingUpkeep(SourceContext source, StagingStore store, Duration keep) {
        this.source = source;
        this.retention = new Retention(store, source.config().name(), Clock.systemUTC(), keep, keep);
    }

    /** Purges when the time has come. Called often, by one thread. */
    void runIfDue() {
        LogState log = source.progress().log();
        // A standby's picture of the log is as old as its last attempt: only who writes the log purges.
        if (log == null || source.progress().state() != SourceState.STREAMING || System.nanoTime() - dueNanos < 0) {
            return;
        }
        dueNanos = System.nanoTime() + INTERVAL.toNanos();
        try {
            PurgePlan plan = retention.plan(log);
            if (!plan.isEmpty() && retention.purge(plan)) {
                LOG.info(
                        "purged {} staged files of {} bytes and {} log entries: older than the retention and consumed",
                        plan.dataFiles().size(),
                        plan.dataBytes(),
                        plan.entries().size());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("staged files could not be purged; it is tried again in {} minutes", INTERVAL.toMinutes(), e);
        }
    }
}
