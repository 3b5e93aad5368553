package dev.headgate.gateway.frontier;

import dev.headgate.staging.log.Durable;

/**
 * The position below which everything that committed at the source is durable. It moves only on the proof that the commit
 * log hands out for a published entry, and never back; nothing else may be acknowledged to the server.
 *
 * <p>Threads: one thread advances it, any thread reads it.
 */
public final class DurableFrontier {
    private volatile Durable latest;

    /** Starts at the newest entry of the log. */
    public DurableFrontier(Durable start) {
        this.latest = start;
    }

    /**
     * Moves to a newly published entry.
     *
     * @throws IllegalArgumentException the entry lies behind the frontier: nothing was moved
     */
    public void advance(Durable durable) {
        Durable before = latest;
        boolean behind = durable.entry() <= before.entry()
                || (durable.epoch() == before.epoch()
                        && Long.compareUnsigned(durable.throughLsn(), before.throughLsn()) < 0);
        if (behind) {
            throw new IllegalArgumentException("the frontier cannot go back from " + before + " to " + durable);
        }
        latest = durable;
    }

    /** Unsigned LSN below which everything is durable: what may be acknowledged. */
    public long lsn() {
        return latest.throughLsn();
    }

    /** The newest durable entry. */
    public Durable latest() {
        return latest;
    }
}
