package dev.headgate.gateway.pipeline;

import dev.headgate.gateway.config.SnapshotConfig;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * When the tables of a source are read again that streams none: at each multiple of an interval since 1970, so that a
 * restart begins no round of its own. A round that falls into a time without the gateway is left out. One thread at a time.
 */
public final class SnapshotSchedule {
    private final @Nullable Duration every;
    private final InstantSource clock;
    private long last;

    /** The schedule of a source, which has none if it streams its tables. */
    public SnapshotSchedule(SnapshotConfig config, InstantSource clock) {
        this.every = config.every();
        this.clock = clock;
        this.last = round();
    }

    /** True once for each round. */
    boolean takeDue() {
        long now = round();
        boolean due = now > last;
        last = now;
        return due;
    }

    private long round() {
        return every == null ? 0 : clock.millis() / every.toMillis();
    }
}
