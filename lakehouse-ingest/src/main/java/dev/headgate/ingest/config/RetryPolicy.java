package dev.headgate.ingest.config;

import java.time.Duration;

/**
 * When a table is tried again after a failure that may pass by itself.
 *
 * @param maxRetries attempts after the first one; then the table waits for an operator
 * @param backoff pause before the first of them; each one after it waits twice as long
 * @param maxBackoff the longest pause
 */
public record RetryPolicy(int maxRetries, Duration backoff, Duration maxBackoff) {
    public static final RetryPolicy DEFAULT = new RetryPolicy(10, Duration.ofSeconds(5), Duration.ofMinutes(10));

    /** The pause after so many failed attempts, at least one. */
    public Duration pauseAfter(int attempts) {
        Duration pause = backoff;
        for (int i = 1; i < attempts && pause.compareTo(maxBackoff) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(maxBackoff) < 0 ? pause : maxBackoff;
    }
}
