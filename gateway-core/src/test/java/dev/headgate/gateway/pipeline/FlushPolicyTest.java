package dev.headgate.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.gateway.config.DataSize;
import dev.headgate.gateway.config.FlushConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushPolicyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MEBIBYTE = 1L << 20;

    private final FlushPolicy policy = new FlushPolicy(
            new FlushConfig(Duration.ofSeconds(10), DataSize.mebibytes(128), DataSize.mebibytes(256), 64));

    @Test
    void rows_are_published_at_their_age_or_their_size() {
        assertThat(policy.flushes(1, 10 * SECOND - 1, 1, 0)).isFalse();
        assertThat(policy.flushes(1, 10 * SECOND, 1, 0)).isTrue();
        assertThat(policy.flushes(128 * MEBIBYTE, 0, 1, 0)).isTrue();
    }

    @Test
    void many_small_tables_wait_longer_in_proportion() {
        assertThat(policy.flushes(1, 10 * SECOND, 64, 0)).isTrue();
        assertThat(policy.flushes(1, 10 * SECOND, 65, 0)).isFalse();
        assertThat(policy.flushes(1, 20 * SECOND, 65, 0)).isTrue();
        assertThat(policy.flushes(1, 159 * SECOND, 1_000, 0)).isFalse();
        assertThat(policy.flushes(1, 160 * SECOND, 1_000, 0)).isTrue();
    }

    @Test
    void no_table_waits_longer_than_thirty_ages() {
        assertThat(policy.flushes(1, 299 * SECOND, 1_000_000, 0)).isFalse();
        assertThat(policy.flushes(1, 300 * SECOND, 1_000_000, 0)).isTrue();
    }

    @Test
    void small_tables_do_not_wait_when_the_server_keeps_too_much_wal() {
        assertThat(policy.flushes(1, 10 * SECOND, 1_000, 256 * MEBIBYTE - 1)).isFalse();
        assertThat(policy.flushes(1, 10 * SECOND, 1_000, 256 * MEBIBYTE)).isTrue();
        assertThat(policy.flushes(1, 10 * SECOND - 1, 1_000, 256 * MEBIBYTE)).isFalse();
    }

    @Test
    void an_idle_source_advances_by_wal_or_by_time_and_never_without_wal() {
        assertThat(policy.advances(0, 3_600 * SECOND)).isFalse();
        assertThat(policy.advances(1, 30 * SECOND - 1)).isFalse();
        assertThat(policy.advances(1, 30 * SECOND)).isTrue();
        assertThat(policy.advances(16 * MEBIBYTE, 0)).isTrue();
    }
}
