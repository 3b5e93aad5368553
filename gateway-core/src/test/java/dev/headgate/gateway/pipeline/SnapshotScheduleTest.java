package dev.headgate.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.SnapshotConfig;
import dev.headgate.gateway.config.SnapshotMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SnapshotScheduleTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T11:59:00Z"));

    @Test
    void rounds_begin_at_multiples_of_the_interval_and_once_each() {
        SnapshotSchedule schedule = every(Duration.ofHours(6));
        assertThat(schedule.takeDue()).as("a start is no round").isFalse();
        now.set(Instant.parse("2026-11-20T12:00:00Z"));
        assertThat(schedule.takeDue()).isTrue();
        assertThat(schedule.takeDue()).isFalse();
        now.set(Instant.parse("2026-11-20T17:59:59Z"));
        assertThat(schedule.takeDue()).isFalse();
        now.set(Instant.parse("2026-11-21T19:00:00Z"));
        assertThat(schedule.takeDue()).as("rounds that were missed are one").isTrue();
        assertThat(schedule.takeDue()).isFalse();
    }

    @Test
    void a_source_that_streams_has_no_rounds() {
        SnapshotSchedule schedule = new SnapshotSchedule(SnapshotConfig.DEFAULT, now::get);
        now.set(Instant.parse("2036-11-20T12:00:00Z"));
        assertThat(schedule.takeDue()).isFalse();
    }

    private SnapshotSchedule every(Duration interval) {
        return new SnapshotSchedule(
                new SnapshotConfig(SnapshotMode.SNAPSHOT_ONLY, interval, 1, 1, List.of()), now::get);
    }
}
