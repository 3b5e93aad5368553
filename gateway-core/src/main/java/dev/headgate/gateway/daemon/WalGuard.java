package dev.headgate.gateway.daemon;

import dev.headgate.gateway.config.DataSize;
import dev.headgate.gateway.config.WalAction;
import dev.headgate.gateway.config.WalGuardConfig;
import dev.headgate.gateway.status.WalGuardStatus;
import dev.headgate.gateway.status.WalGuardStatus.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges how much room is left for the WAL that the server keeps for a slot: how fast it grows, and when the budget or the
 * server's own limit is used up. One thread, but for {@link #configure}.
 */
final class WalGuard {
    private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long STEP_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long SHORTEST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long WARN_SECONDS = Duration.ofHours(4).toSeconds();
    /** A rate says nothing of a limit that is far away. */
    private static final int RATE_COUNTS_FROM_PERCENT = 10;
    /** A level is left only clearly below where it began, so that it does not come and go. */
    private static final int RELIEF_PERCENT = 5;

    private volatile WalGuardConfig config;
    private final LongSupplier nanoTime;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Level level = Level.OK;

    private record Sample(long nanos, long retainedBytes) {}

    WalGuard(WalGuardConfig config, LongSupplier nanoTime) {
        this.config = config;
        this.nanoTime = nanoTime;
    }

    /** Other thresholds from the next look on. Any thread. */
    void configure(WalGuardConfig other) {
        config = other;
    }

    WalGuardConfig config() {
        return config;
    }

    /**
     * Judges what was just seen.
     *
     * @param retainedBytes WAL between the slot's restart LSN and the end of the server's WAL
     * @param safeWalBytes what the server lets it grow by; null when it sets no limit
     * @param walStatus the slot's {@code wal_status}
     */
    WalGuardStatus look(long retainedBytes, @Nullable Long safeWalBytes, @Nullable String walStatus) {
        WalGuardConfig present = config;
        sample(retainedBytes);
        Long limit = limit(present, retainedBytes, safeWalBytes);
        double rate = rate(retainedBytes);
        Long secondsLeft =
                limit == null || rate <= 0 ? null : Long.valueOf((long) (Math.max(0, limit - retainedBytes) / rate));
        level = level(present, retainedBytes, limit, secondsLeft, walStatus);
        boolean pauses = level == Level.DANGER && present.action() != WalAction.KEEP;
        return new WalGuardStatus(level, limit, rate, secondsLeft, pauses);
    }

    private Level level(
            WalGuardConfig config,
            long retained,
            @Nullable Long limit,
            @Nullable Long secondsLeft,
            @Nullable String walStatus) {
        if ("unreserved".equals(walStatus) || "lost".equals(walStatus)) {
            return Level.DANGER;
        }
        if (limit == null) {
            return Level.OK;
        }
        double percent = limit == 0 ? 100 : 100.0 * retained / limit;
        if (percent >= config.dangerPercent() - (level == Level.DANGER ? RELIEF_PERCENT : 0)) {
            return Level.DANGER;
        }
        boolean soon = secondsLeft != null && secondsLeft < WARN_SECONDS && percent >= RATE_COUNTS_FROM_PERCENT;
        return soon || percent >= config.warnPercent() - (level == Level.OK ? 0 : RELIEF_PERCENT)
                ? Level.WARNING
                : Level.OK;
    }

    private static @Nullable Long limit(WalGuardConfig config, long retained, @Nullable Long safeWalBytes) {
        DataSize budget = config.budget();
        Long ofServer = safeWalBytes == null ? null : Long.valueOf(retained + Math.max(0, safeWalBytes));
        if (budget == null) {
            return ofServer;
        }
        return ofServer == null ? Long.valueOf(budget.bytes()) : Long.valueOf(Math.min(ofServer, budget.bytes()));
    }

    private void sample(long retainedBytes) {
        long now = nanoTime.getAsLong();
        Sample newest = samples.peekLast();
        if (newest == null || now - newest.nanos() >= STEP_NANOS) {
            samples.addLast(new Sample(now, retainedBytes));
        }
        while (now - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
    }

    /** Growth of the last minutes; 0 when it did not grow, or was not looked at for long enough. */
    private double rate(long retainedBytes) {
        Sample oldest = samples.getFirst();
        long nanos = nanoTime.getAsLong() - oldest.nanos();
        return nanos < SHORTEST_NANOS ? 0 : Math.max(0, (retainedBytes - oldest.retainedBytes()) / (nanos / 1e9));
    }
}
