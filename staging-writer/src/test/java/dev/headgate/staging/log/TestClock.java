package dev.headgate.staging.log;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that shows the time of a {@link MemoryStore}. */
final class TestClock extends Clock {
    private final MemoryStore store;

    TestClock(MemoryStore store) {
        this.store = store;
    }

    @Override
    public Instant instant() {
        return store.now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Nobody asks for local time");
    }
}
