package dev.headgate.staging.log;

import org.jspecify.annotations.Nullable;

/**
 * Proof that an entry and every file it names survive a power loss. Only {@link CommitLog} creates one, and only after
 * the store has forced the entry; what may be acknowledged to the source is computed from nothing else.
 */
public final class Durable {
    private final long entry;
    private final String commitId;
    private final int epoch;
    private final long throughLsn;
    private final @Nullable CommitLog publisher;

    /** @param publisher who has published the entry; null when it was found in the store */
    Durable(LogPosition position, int epoch, long throughLsn, @Nullable CommitLog publisher) {
        this.publisher = publisher;
        this.entry = position.entry();
        this.commitId = position.commitId();
        this.epoch = epoch;
        this.throughLsn = throughLsn;
    }

    public long entry() {
        return entry;
    }

    public String commitId() {
        return commitId;
    }

    public int epoch() {
        return epoch;
    }

    /** Unsigned. */
    public long throughLsn() {
        return throughLsn;
    }

    boolean isPublishedBy(CommitLog log) {
        return publisher == log;
    }

    @Override
    public String toString() {
        return "Durable[entry=" + entry + ", commitId=" + commitId + ", epoch=" + epoch + ", throughLsn="
                + LsnText.format(throughLsn) + "]";
    }
}
