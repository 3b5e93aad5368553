package dev.headgate.gateway.daemon;

import org.jspecify.annotations.Nullable;

/**
 * How the gateway runs, beyond its configuration.
 *
 * @param untilLsn stop with exit code 0 when every source is durable up to here; unsigned; null: no such end
 * @param untilCaughtUp stop with exit code 0 when every source is durable up to the end that its server's WAL had at the
 *     start
 * @param failFast end the process at the first error of any source, also one that could be retried
 * @param standby be a standby: wait for locks and slots that another gateway holds, instead of reporting them as errors under
 *     {@code failFast}
 */
public record RunOptions(@Nullable Long untilLsn, boolean untilCaughtUp, boolean failFast, boolean standby) {}
