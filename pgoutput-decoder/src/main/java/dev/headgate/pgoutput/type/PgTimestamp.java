package dev.headgate.pgoutput.type;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * PostgreSQL's clock: microseconds since 2000-01-01 00:00:00 UTC, without leap seconds.
 *
 * <p>The protocol sends commit times and clocks in this form, and the binary forms of {@code timestamp} and {@code
 * timestamptz} are the same number. {@link #INFINITY} and {@link #MINUS_INFINITY} are not points in time: test for them
 * before converting.
 */
public final class PgTimestamp {
    /** Later than every time. */
    public static final long INFINITY = Long.MAX_VALUE;

    /** Earlier than every time. */
    public static final long MINUS_INFINITY = Long.MIN_VALUE;

    /** Days from 1970-01-01 to 2000-01-01. */
    public static final int EPOCH_DAYS = 10_957;

    private static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;

    private PgTimestamp() {}

    /**
     * Microseconds since 1970-01-01 UTC.
     *
     * @throws ArithmeticException if the result does not fit, which happens for no finite timestamp that PostgreSQL accepts
     */
    public static long toUnixMicros(long pgMicros) {
        return Math.addExact(pgMicros, EPOCH_MICROS);
    }

    /** Microseconds since 2000-01-01 UTC. */
    public static long fromUnixMicros(long unixMicros) {
        return Math.subtractExact(unixMicros, EPOCH_MICROS);
    }

    /** The same point in time as an {@link Instant}. */
    public static Instant toInstant(long pgMicros) {
        return Instant.EPOCH.plus(toUnixMicros(pgMicros), ChronoUnit.MICROS);
    }

    /** The same point in time, cut down to a whole microsecond. */
    public static long fromInstant(Instant instant) {
        return fromUnixMicros(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }
}
