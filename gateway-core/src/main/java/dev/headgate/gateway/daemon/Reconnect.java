package dev.headgate.gateway.daemon;

import dev.headgate.gateway.error.Retry;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pause before the next attempt: doubled from one attempt to the next, jittered so that sources do not march in step. */
final class Reconnect {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration LONGEST_SLOW = Duration.ofMinutes(2);
    private static final Duration FIRST_SLOW = Duration.ofSeconds(10);

    private int attempts;

    /** The session worked: the next failure starts with the shortest pause. */
    void succeeded() {
        attempts = 0;
    }

    Duration next(Retry retry) {
        boolean slow = retry == Retry.RECONNECT_SLOWLY;
        long first = (slow ? FIRST_SLOW : FIRST).toMillis();
        long longest = (slow ? LONGEST_SLOW : LONGEST).toMillis();
        long full = Math.min(longest, first << Math.min(attempts++, 10));
        return Duration.ofMillis(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }
}
