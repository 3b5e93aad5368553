package dev.headgate.acceptance;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition with a deadline. */
public final class Await {

    private static final long PAUSE_NANOS = 20_000_000;

    private Await() {}

    /** Returns when the condition holds; an {@link AssertionError} that says what was awaited at the deadline. */
    public static void until(String what, Duration deadline, Callable<Boolean> condition) {
        until(what, deadline, condition, () -> "");
    }

    /** The same, with details for the error that are asked for only at the deadline. */
    public static void until(String what, Duration deadline, Callable<Boolean> condition, Supplier<String> details) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + deadline.toSeconds() + " s: " + what + "\n" + details.get());
            }
            pause(Duration.ofNanos(PAUSE_NANOS));
        }
    }

    /** Lets time pass, for load that has to run for a while; never a substitute for a condition. */
    public static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        long left = duration.toNanos();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = end - System.nanoTime();
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
