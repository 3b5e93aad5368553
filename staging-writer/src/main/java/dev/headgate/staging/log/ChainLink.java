package dev.headgate.staging.log;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the next entry of a log must fit on.
 *
 * @param logId null before the first entry
 * @param entry 0 before the first entry
 * @param commitId null before the first entry
 * @param epoch 0 before the first entry, and where it is not known
 * @param throughLsn null where it is not known
 */
record ChainLink(
        @Nullable String logId,
        long entry,
        @Nullable String commitId,
        int epoch,
        @Nullable Long throughLsn) {
    static final ChainLink START = new ChainLink(null, 0, null, 0, 0L);

    static ChainLink after(LogEntry entry) {
        return new ChainLink(entry.logId(), entry.entry(), entry.commitId(), entry.epoch(), entry.throughLsn());
    }

    /** After an entry that cannot be read any more: what the consumer remembers of it. */
    static ChainLink after(LogPosition position) {
        return new ChainLink(position.logId(), position.entry(), position.commitId(), 0, null);
    }

    /** @throws LogCorruptException the entry is not the one that follows here */
    void requireFollowedBy(LogEntry next, String path) {
        if (next.entry() != entry + 1) {
            throw new LogCorruptException(path, "it says it is entry " + next.entry());
        }
        if (entry > 0 && !next.logId().equals(logId)) {
            throw new LogCorruptException(
                    path, "it belongs to log " + next.logId() + ", the entry before to log " + logId);
        }
        if (!Objects.equals(next.previous(), commitId)) {
            throw new LogCorruptException(
                    path, "it follows commit id " + next.previous() + ", but entry " + entry + " has " + commitId);
        }
        if (next.epoch() < epoch) {
            throw new LogCorruptException(path, "its epoch " + next.epoch() + " is below " + epoch);
        }
        Long through = throughLsn;
        if (through == null) {
            return;
        }
        if (next.fromLsn() != through) {
            throw new LogCorruptException(
                    path,
                    "it begins at " + LsnText.format(next.fromLsn()) + ", but the entry before ends at "
                            + LsnText.format(through));
        }
        if (next.epoch() == epoch && Long.compareUnsigned(next.throughLsn(), through) < 0) {
            throw new LogCorruptException(
                    path,
                    "it ends at " + LsnText.format(next.throughLsn()) + ", before " + LsnText.format(through)
                            + ", within one epoch");
        }
    }
}
