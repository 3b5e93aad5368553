package dev.headgate.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What a contender knows about its own finished run.
 *
 * @param steadyChangesPerSecond rate from the first change to the last one, without the start; null if not known
 * @param stagedBytes size of the files that it wrote; null if it writes none
 */
record Completion(
        @Nullable Double steadyChangesPerSecond, @Nullable Long stagedBytes) {

    static final Completion WITHOUT_DETAILS = new Completion(null, null);
}
