package dev.headgate.gateway.daemon;

import org.jspecify.annotations.Nullable;

/**
 * How {@code headgate run} is to end.
 *
 * @param untilLsn end once everything below this LSN is durable and acknowledged, unsigned; null to run on
 * @param untilCaughtUp end once every source has reached the position that its server had at the start
 * @param failFast end as soon as one source halts
 * @param standby report readiness at once: this process waits until another one lets go of lock and slot
 */
public record RunOptions(@Nullable Long untilLsn, boolean untilCaughtUp, boolean failFast, boolean standby) {
    /** Run until stopped. */
    public static final RunOptions FOREVER = new RunOptions(null, false, false, false);

    boolean ends() {
        return untilLsn != null || untilCaughtUp;
    }
}
