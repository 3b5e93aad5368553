package dev.headgate.staging.log;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A registered consumer.
 *
 * @param name chosen by the consumer
 * @param position the last entry it has applied; null before the first
 * @param updatedAt when it last said so
 * @param expiredAt when retention stopped waiting for it; null while it is live
 */
public record ConsumerState(
        String name,
        @Nullable LogPosition position,
        Instant updatedAt,
        @Nullable Instant expiredAt) {
    public ConsumerState {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(updatedAt, "updatedAt");
    }

    /** Number of the last entry applied; 0 before the first. */
    public long entry() {
        return position == null ? 0 : position.entry();
    }

    /** Whether retention waits for it. */
    public boolean live() {
        return expiredAt == null;
    }
}
