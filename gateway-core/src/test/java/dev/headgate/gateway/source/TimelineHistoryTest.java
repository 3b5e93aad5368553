package dev.headgate.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineHistoryTest {
    @Test
    void each_line_tells_where_a_timeline_was_left() {
        TimelineHistory history = TimelineHistory.parse(
                "1\t0/3000148\tno recovery target specified\n\n2\tA/FFFFFFFF\tbefore 2026-11-20 10:00:00+00\n");

        assertThat(history.leftAt(1)).isEqualTo(0x3000148L);
        assertThat(history.leftAt(2)).isEqualTo(0xA_FFFF_FFFFL);
        assertThat(history.leftAt(3)).isNull();
    }

    @Test
    void comments_are_not_timelines() {
        assertThat(TimelineHistory.parse("# restored\n").switchPoints()).isEmpty();
    }
}
