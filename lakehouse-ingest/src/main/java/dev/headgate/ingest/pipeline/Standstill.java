package dev.headgate.ingest.pipeline;

import dev.headgate.ingest.config.RetryPolicy;
import dev.headgate.staging.log.LogPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A table that stands still, while the others of its source go on. The log is followed all the same, and kept from the place
 * where the table stands: nothing is lost, and it catches up from there.
 *
 * @param at the last entry of which the table has, or needs, everything; null for before the first
 * @param failure null for a table that an operator has paused
 * @param attempts failed attempts in a row
 * @param nextAttempt when it is tried again; null for not by itself
 * @param resumes how often an operator had asked to go on by the last attempt
 * @param generation the complete generation that the table could not become; 0 for none
 */
record Standstill(
        @Nullable LogPosition at,
        @Nullable TableFailure failure,
        int attempts,
        @Nullable Instant nextAttempt,
        long resumes,
        int generation) {

    static Standstill paused(@Nullable LogPosition at) {
        return new Standstill(at, null, 0, null, 0, 0);
    }

    /** The standstill after a failure, or after one more. */
    static Standstill failed(
            @Nullable Standstill before,
            @Nullable LogPosition at,
            TableFailure failure,
            RetryPolicy retry,
            long resumes,
            int generation) {
        int failed = before != null && before.failure != null && before.resumes == resumes ? before.attempts : 0;
        int attempts = failed + 1;
        Instant next = failure.mayPass() && attempts <= retry.maxRetries()
                ? failure.at().plus(retry.pauseAfter(attempts))
                : null;
        return new Standstill(before == null ? at : before.at, failure, attempts, next, resumes, generation);
    }

    /**
     * Whether the table is to be tried again.
     *
     * @param asked how often an operator has asked to go on
     * @param complete the generation that the table could become now; 0 for none
     */
    boolean isOver(Instant now, long asked, int complete) {
        Instant next = nextAttempt;
        return failure == null || asked > resumes || complete > generation || (next != null && !now.isBefore(next));
    }
}
