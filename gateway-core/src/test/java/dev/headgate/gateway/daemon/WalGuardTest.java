package dev.headgate.gateway.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.DataSize;
import dev.headgate.gateway.config.WalAction;
import dev.headgate.gateway.config.WalGuardConfig;
import dev.headgate.gateway.status.WalGuardStatus;
import dev.headgate.gateway.status.WalGuardStatus.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WalGuardTest {
    private final AtomicLong nanoTime = new AtomicLong();
    private final WalGuard guard = guard(new DataSize(1000));

    @Test
    void without_any_limit_there_is_no_danger_and_no_time_left() {
        assertThat(guard(null).look(1L << 40, null, "extended")).isEqualTo(new WalGuardStatus(Level.OK, null, 0, null));
    }

    @Test
    void the_budget_and_what_the_server_allows_count_whichever_is_less() {
        assertThat(guard.look(100, 5000L, "reserved").limitBytes()).isEqualTo(1000);
        assertThat(guard.look(100, 400L, "reserved").limitBytes()).isEqualTo(500);
        assertThat(guard(null).look(100, 400L, "reserved").limitBytes()).isEqualTo(500);
    }

    @Test
    void a_share_of_the_limit_is_a_warning_and_a_greater_one_a_danger() {
        assertThat(guard.look(499, null, "reserved").level()).isEqualTo(Level.OK);
        assertThat(guard.look(500, null, "reserved").level()).isEqualTo(Level.WARNING);
        assertThat(guard.look(900, null, "reserved").level()).isEqualTo(Level.DANGER);
    }

    @Test
    void a_level_does_not_come_and_go_at_its_border() {
        guard.look(500, null, "reserved");
        assertThat(guard.look(460, null, "reserved").level()).isEqualTo(Level.WARNING);
        assertThat(guard.look(440, null, "reserved").level()).isEqualTo(Level.OK);
        guard.look(900, null, "reserved");
        assertThat(guard.look(860, null, "reserved").level()).isEqualTo(Level.DANGER);
        assertThat(guard.look(840, null, "reserved").level()).isEqualTo(Level.WARNING);
    }

    @Test
    void a_slot_that_the_server_gives_up_is_a_danger_whatever_the_numbers_say() {
        assertThat(guard.look(0, null, "unreserved").level()).isEqualTo(Level.DANGER);
        assertThat(guard.look(0, null, "lost").level()).isEqualTo(Level.DANGER);
    }

    @Test
    void growth_of_the_last_minutes_tells_when_the_limit_is_reached() {
        guard.look(100, null, "reserved");
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(50));

        WalGuardStatus growing = guard.look(200, null, "reserved");

        assertThat(growing.burnBytesPerSecond()).isEqualTo(2);
        assertThat(growing.secondsLeft()).isEqualTo(400);
        assertThat(growing.level()).as("less than four hours are left").isEqualTo(Level.WARNING);
    }

    @Test
    void a_rate_of_a_moment_says_nothing_and_neither_does_one_far_from_the_limit() {
        guard.look(0, null, "reserved");
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(guard.look(90, null, "reserved").secondsLeft()).isNull();
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(50));
        assertThat(guard.look(90, null, "reserved").level()).isEqualTo(Level.OK);
    }

    @Test
    void what_shrinks_has_no_end() {
        guard.look(400, null, "reserved");
        nanoTime.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(guard.look(300, null, "reserved")).isEqualTo(new WalGuardStatus(Level.OK, 1000L, 0, null));
    }

    @Test
    void growth_of_long_ago_is_forgotten() {
        guard.look(0, null, "reserved");
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(40));
        guard.look(400, null, "reserved");
        nanoTime.addAndGet(TimeUnit.MINUTES.toNanos(10));
        guard.look(400, null, "reserved");
        nanoTime.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(guard.look(400, null, "reserved").burnBytesPerSecond()).isZero();
    }

    @Test
    void whole_tables_are_not_read_on_in_danger_unless_nothing_is_to_be_done() {
        for (WalAction action : WalAction.values()) {
            WalGuard acting = new WalGuard(new WalGuardConfig(new DataSize(1_000), 50, 90, action), nanoTime::get);
            assertThat(acting.look(899, null, "reserved").snapshotsPaused()).isFalse();
            assertThat(acting.look(900, null, "reserved").snapshotsPaused()).isEqualTo(action != WalAction.KEEP);
            assertThat(acting.look(849, null, "reserved").snapshotsPaused()).isFalse();
        }
    }

    @Test
    void other_thresholds_hold_from_the_next_look_on() {
        WalGuard changed = guard(new DataSize(1_000));
        assertThat(changed.look(600, null, "reserved").level()).isEqualTo(Level.WARNING);
        changed.configure(new WalGuardConfig(new DataSize(600), 50, 90, WalAction.PAUSE_SNAPSHOTS));
        assertThat(changed.look(600, null, "reserved").snapshotsPaused()).isTrue();
        changed.configure(new WalGuardConfig(new DataSize(10_000), 50, 90, WalAction.PAUSE_SNAPSHOTS));
        assertThat(changed.look(600, null, "reserved").level()).isEqualTo(Level.OK);
    }

    private WalGuard guard(@Nullable DataSize budget) {
        return new WalGuard(new WalGuardConfig(budget, 50, 90, WalAction.KEEP), nanoTime::get);
    }
}
